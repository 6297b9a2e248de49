import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export interface Ran {
  code: number;
  out: string;
  err: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  input?: string;
  /** Put before the command: other limits, another user. */
  wrap?: readonly string[];
  /** Hears stderr as it comes. */
  onErr?: (text: string) => void;
}

const stoaFile = join(import.meta.dirname, "bin/stoa.mjs");

/** Runs the command line as people do: a process of its own, and nothing of this one's environment but the way to Node and its compiled code. */
export async function runStoa(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const [wrap = "env", ...before] = options.wrap ?? [];
  const child = spawn(wrap, [...before, process.execPath, stoaFile, ...args], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { PATH, NODE_COMPILE_CACHE, HOME: "/nonexistent", LANG: "C.UTF-8", ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (text: Buffer) => (out += text.toString()));
  child.stderr.on("data", (text: Buffer) => {
    err += text.toString();
    options.onErr?.(text.toString());
  });
  child.stdin.end(options.input ?? "");
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? -1, out, err };
}
