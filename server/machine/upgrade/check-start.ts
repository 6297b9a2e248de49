import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

export interface StartCheck {
  /** The clone to start. */
  folder: string;
  /** Program and arguments, run in the folder. */
  command: readonly [string, ...string[]];
  env: NodeJS.ProcessEnv;
  /** Longest wait for readiness, in milliseconds; a first start of a release installs packages and builds pages. */
  patience: number;
}

const goodAnswers = 3;

/**
 * Starts a release on a loopback port that nobody knows, asks `/readyz` until it answered well three times in a row, and stops it.
 * @returns undefined when it is well, else what it said.
 */
export async function checkStart(check: StartCheck): Promise<string | undefined> {
  const port = await freePort();
  const [file, ...args] = check.command;
  const { STOA_TLS_CERT: _cert, STOA_TLS_KEY: _key, ...plain } = check.env;
  const env = { ...plain, STOA_PORT: String(port), STOA_LISTEN: "127.0.0.1", STOA_URL: `http://127.0.0.1:${port}` };
  const child = spawn(file, args, { cwd: check.folder, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => void (tail.push(line) > 12 && tail.shift()));
  let ended = false;
  const end = once(child, "close").then(
    () => (ended = true),
    () => (ended = true),
  );
  const well = await answersWell(`http://127.0.0.1:${port}/readyz`, check.patience, () => ended);
  if (!ended) child.kill("SIGTERM");
  await end;
  if (well) return undefined;
  return tail.filter((line) => line.trim() !== "").join("\n") || "it did not become ready in time and said nothing";
}

async function answersWell(url: string, patience: number, hasEnded: () => boolean): Promise<boolean> {
  const limit = performance.now() + patience;
  let good = 0;
  while (performance.now() < limit && !hasEnded()) {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    good = response?.ok ? good + 1 : 0;
    if (good === goodAnswers) return true;
    await sleep(300);
  }
  return false;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
