import { execFile } from "node:child_process";
import { StoaError } from "../../base/index.ts";

// The token comes from the environment: arguments and addresses can be read by others.
const helper = `!f() { test "$1" = get && echo username=token && echo "password=$STOA_TOKEN"; }; f`;

/** Runs the machine's git in a folder, without any settings of its user. @returns its stdout @throws StoaError with git's own words */
export function git(folder: string, args: readonly string[], options: { signal: AbortSignal; token?: string }): Promise<string> {
  const env = {
    PATH: process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
    HOME: "/nonexistent",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_AUTHOR_NAME: "Ledgerline Labs",
    GIT_AUTHOR_EMAIL: "labs@ledgerline.example",
    GIT_COMMITTER_NAME: "Ledgerline Labs",
    GIT_COMMITTER_EMAIL: "labs@ledgerline.example",
    LC_ALL: "C.UTF-8",
    ...(options.token === undefined ? {} : { STOA_TOKEN: options.token }),
  };
  return new Promise((resolve, reject) => {
    const command = ["-c", `credential.helper=${helper}`, ...args];
    execFile("git", command, { cwd: folder, env, encoding: "utf8", signal: options.signal }, (cause, stdout, stderr) => {
      if (cause === null) return resolve(stdout.trim());
      reject(new StoaError("internal", { what: `git ${args[0] ?? ""} failed: ${stderr.trim() || cause.message}`, cause }));
    });
  });
}
