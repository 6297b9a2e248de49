import { open, readFile, rm } from "node:fs/promises";

/** Runs `work` while no other process does the same for `path`. A lock whose owner is dead is taken over. */
export async function withLock<T>(path: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  let told = false;
  while (!(await take(path))) {
    if (!told) onWait();
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** Runs `work` unless somebody alive holds `path`, whom it does not wait for. */
export async function unlessLocked(path: string, work: () => Promise<void>): Promise<void> {
  // Once to take over from a dead owner, once to take.
  if (!(await take(path)) && !(await take(path))) return;
  try {
    await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(await identity(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const owner = await readFile(path, "utf8").catch(() => "");
  if (owner !== "" && owner !== (await identity(Number(owner.split(" ")[0])))) await rm(path, { force: true });
  return false;
}

/** Process id and start time, since ids come round again. */
async function identity(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return `${pid} ${stat.split(") ").pop()?.split(" ")[19] ?? "gone"}`;
}
