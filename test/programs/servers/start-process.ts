import { spawn } from "node:child_process";
import { once } from "node:events";
import { childCommand } from "../../../server/machine/supervise/child-command.ts";
import { type Server, untilListening } from "./server.ts";

export type ServerProcess = { command: string; args: string[]; port: number; env?: Record<string, string>; cwd?: string };

/** Starts a server program and waits until it listens; `stop` ends exactly that process. @throws Error with its last words */
export async function startProcess(server: ServerProcess): Promise<Server> {
  const env = { PATH: process.env["PATH"] ?? "/usr/bin:/bin", HOME: server.cwd ?? "/tmp", LANG: "C.UTF-8", ...server.env };
  // Whoever started the server may be killed; it must not outlive them.
  const { file, args, options } = childCommand([server.command, ...server.args], { deathSignal: "TERM" });
  const child = spawn(file, args, { ...options, env, cwd: server.cwd, stdio: ["ignore", "ignore", "pipe"] });
  let lastWords = "";
  let gone: string | undefined;
  child.stderr.on("data", (part: Buffer) => {
    lastWords = (lastWords + part.toString()).slice(-2_000);
  });
  child.once("error", (error) => {
    gone = `${server.command} does not start: ${error.message}; install it with apt-get install ${server.command}`;
  });
  const ended = once(child, "exit").then(([code]) => {
    gone ??= `${server.command} ended with ${String(code)}: ${lastWords}`;
  });
  const stop = async (): Promise<void> => {
    if (gone !== undefined) return;
    const kill = setTimeout(() => child.kill("SIGKILL"), 5_000);
    child.kill("SIGTERM");
    await ended;
    clearTimeout(kill);
  };
  try {
    await untilListening(server.port, () => gone);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}
