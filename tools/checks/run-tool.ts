import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const clone = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a command of our packages in `root` to its end. Exit codes are for the caller to judge: checkers use them for "found something". */
export function runTool(root: string, name: string, args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    // Where CI is set some tools colour what they print, and what they print is read.
    const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, CI: undefined };
    const child = spawn(join(clone, "node_modules", ".bin", name), args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }));
  });
}
