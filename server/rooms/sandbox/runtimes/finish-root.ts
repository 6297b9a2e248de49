import { execFile } from "node:child_process";
import { appendFile, chmod, lstat, readFile, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeFolder } from "../tar/make-folder.ts";
import { runtimesFolder } from "./catalog.ts";
import { digestTree } from "./digest-tree.ts";

/** Places a box mounts something on; they are in every runtime, since a runtime is read-only in the box. */
export const mountPoints = ["dev", "proc", "tmp", "run", "state", "app", "work", "cache", "build", "etc"];

/** What the keeper of a box writes under /run/stoa, and where programs look for it. */
const perBoxFiles = ["hosts", "resolv.conf"];

/** Makes an unpacked tree usable as a runtime: mount points, per-box files, and a name for user 1000. */
export async function fitOut(root: string): Promise<void> {
  for (const name of mountPoints) {
    const path = join(root, name);
    const there = await lstat(path).catch(() => undefined);
    if (there && !there.isDirectory()) await rm(path, { recursive: true });
    await makeFolder(path);
  }
  for (const name of perBoxFiles) {
    await rm(join(root, "etc", name), { recursive: true, force: true });
    await symlink(`/run/stoa/${name}`, join(root, "etc", name));
  }
  await addLine(join(root, "etc", "passwd"), "program:x:1000:1000::/tmp:/bin/sh");
  await addLine(join(root, "etc", "group"), "program:x:1000:");
}

async function addLine(path: string, line: string): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there && !there.isFile()) return;
  const text = there ? await readFile(path, "utf8") : "";
  if (!text.split("\n").some((one) => one.split(":")[2] === "1000")) await appendFile(path, `${line}\n`);
  await chmod(path, 0o644);
}

/** Moves a finished tree to the folder of its content, whole even if the power fails next. A tree that is there already wins: it is the same. */
export async function settle(dataDir: string, work: string): Promise<{ root: string; digest: string }> {
  const digest = await digestTree(work);
  await promisify(execFile)("sync", ["--file-system", work]);
  const root = join(runtimesFolder(dataDir), digest.replace("sha256:", ""));
  await rename(work, root).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    await rm(work, { recursive: true, force: true });
  });
  return { root, digest };
}
