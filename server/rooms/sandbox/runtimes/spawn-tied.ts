import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { join } from "node:path";

const script = join(import.meta.dirname, "tied.sh");

/**
 * Starts a program that may not outlive this process, whatever ends us: what was made half is of no use to the next start, which would
 * only wait for it. It gets SIGTERM, and SIGKILL 5 s later, with everything it started. It also goes last when the processors are busy.
 */
export function spawnTied(file: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcessWithoutNullStreams {
  const child = spawn("nice", ["-n", "10", "sh", script, file, ...args], {
    // A group of its own, to be ended whole.
    detached: true,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    env,
  });
  child.stdio[3]?.on("error", () => undefined);
  return child;
}
