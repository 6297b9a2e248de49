import { readdir, readFile } from "node:fs/promises";

/** Processes of this machine whose arguments (joined by NUL) hold a text. */
export async function processesWith(text: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return pids.filter((_, index) => commands[index]?.includes(text)).map(Number);
}

/** The one process with that text in its arguments, as soon as it is there. @throws Error after five seconds. */
export async function findProcess(text: string): Promise<number> {
  for (const deadline = performance.now() + 5_000; performance.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const [pid] = (await processesWith(text)).toSorted((one, other) => other - one);
    if (pid !== undefined) return pid;
  }
  throw new Error(`no process has ${text} in its arguments`);
}
