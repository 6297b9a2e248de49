import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cloneRoot } from "../supervise/app-place.ts";
import { shareRuntimes } from "./share-runtimes.ts";

/** A deployment started the way `npm start` starts it. */
export interface MainProcess {
  child: ChildProcess;
  /** What it said when ready, or what it said until it ended. */
  stdout: string;
  stderr: string;
  /** Exit code; undefined while it runs. */
  code: number | undefined;
  url: string;
  ended: Promise<number>;
}

export interface MainOptions {
  dataDir: string;
  port: number;
  env?: Record<string, string>;
  /** Put before the command: another user, another mount namespace. */
  wrap?: string[];
  /** Another clone than this one. */
  root?: string;
  args?: string[];
}

/** Of this environment what `npm start` adds: the way to Node, and where compiled code is kept. */
function asNpmGives(): NodeJS.ProcessEnv {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return { PATH, NODE_COMPILE_CACHE };
}

/** Starts server/main.ts and waits until it is ready or has ended. */
export async function runMain({ dataDir, port, env = {}, wrap = [], root = cloneRoot, args = [] }: MainOptions): Promise<MainProcess> {
  if (existsSync(dataDir)) shareRuntimes(dataDir);
  const command = [...wrap, process.execPath, join(root, "server", "main.ts"), ...args];
  const child = spawn(command[0] ?? process.execPath, command.slice(1), {
    env: { ...asNpmGives(), STOA_DATA: dataDir, STOA_PORT: String(port), STOA_SLOTS: "1", STOA_EXAMPLE: "off", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const main: MainProcess = {
    child,
    stdout: "",
    stderr: "",
    code: undefined,
    url: `http://127.0.0.1:${port}`,
    ended: once(child, "close").then(([code]) => Number(code)),
  };
  void main.ended.then((code) => (main.code = code));
  child.stderr.on("data", (text: Buffer) => (main.stderr += text.toString()));
  const ready = new Promise<void>((resolve) => {
    child.stdout.on("data", (text: Buffer) => {
      main.stdout += text.toString();
      if (/is ready|^\{"url":/.test(main.stdout)) resolve();
    });
  });
  await Promise.race([ready, main.ended]);
  return main;
}

export async function stopMain(main: MainProcess, signal: NodeJS.Signals = "SIGINT"): Promise<number> {
  main.child.kill(signal);
  return main.ended;
}

/** A port nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

export const isHealthy = (url: string): Promise<boolean> => answers(`${url}/healthz`);

/** The database answers too. */
export const isReady = (url: string): Promise<boolean> => answers(`${url}/readyz`);

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
