import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** Runs `work` while no other process does the same for `path`, a file that stays. The kernel frees a dead owner's. */
export async function withLock<T>(path: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  let held = await take(path, "--nonblock");
  if (!held) {
    onWait();
    held = await take(path);
  }
  if (!held) throw new Error(`${path} could not be locked`);
  return whileHeld(held, work);
}

/** Runs `work` unless somebody alive holds `path`, whom it does not wait for. */
export async function unlessLocked(path: string, work: () => Promise<void>): Promise<void> {
  const held = await take(path, "--nonblock");
  if (held) await whileHeld(held, work);
}

async function whileHeld<T>(held: ChildProcess, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    held.stdin?.end();
    await once(held, "exit");
  }
}

/** util-linux's flock around a process that ends with our end of its pipe; in a group of its own, which no Ctrl-C reaches before us. */
async function take(path: string, ...how: string[]): Promise<ChildProcess | undefined> {
  const child = spawn("flock", [...how, path, "sh", "-c", "echo; exec cat"], { stdio: ["pipe", "pipe", "inherit"], detached: true });
  const gone = once(child, "exit").then(([code]) => code as number | null);
  const code = await Promise.race([once(child.stdout, "data").then(() => "held" as const), gone]);
  if (code === "held") return child;
  if (code === 1 && how.length > 0) return undefined;
  throw new Error(`${path} could not be locked: flock ended with ${code}`);
}
