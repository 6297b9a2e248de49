import { spawn } from "node:child_process";
import { once } from "node:events";
import { CommandError } from "../command-error.ts";

/** Runs git in a folder and gives its stdout; its stderr is shown when `show` is set. @throws CommandError with git's own words */
export async function git(
  folder: string,
  args: readonly string[],
  options: { env?: Record<string, string>; show?: boolean } = {},
): Promise<string> {
  const child = spawn("git", args, {
    cwd: folder,
    env: { ...process.env, GIT_TERMINAL_PROMPT: "0", ...options.env },
    stdio: ["ignore", "pipe", options.show ? "inherit" : "pipe"],
  });
  const out: Buffer[] = [];
  const faults: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => faults.push(chunk));
  const [code] = (await once(child, "close")) as [number];
  if (code === 0) return Buffer.concat(out).toString("utf8").trim();
  const words = Buffer.concat(faults).toString("utf8").trim();
  throw new CommandError(
    `git ${args.find((arg) => !arg.startsWith("-")) ?? ""} failed${words ? `: ${words}` : "."}`,
    "Mend what git says, then try again.",
    1,
  );
}
