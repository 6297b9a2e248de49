import { createHash } from "node:crypto";
import { appendFile, chmod, lstat, readFile, readdir, readlink, rename, rm, symlink } from "node:fs/promises";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { makeFolder } from "../tar/make-folder.ts";
import { runtimesFolder } from "./catalog.ts";

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

/** Moves a finished tree to the folder of its content. A tree that is there already wins: it is the same. */
export async function settle(dataDir: string, work: string): Promise<{ root: string; digest: string }> {
  const digest = await digestTree(work);
  const root = join(runtimesFolder(dataDir), digest.replace("sha256:", ""));
  await rename(work, root).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    await rm(work, { recursive: true, force: true });
  });
  return { root, digest };
}

/** sha256 over every path, kind, mode, link and content, in byte order; times and owners do not count. */
export async function digestTree(root: string): Promise<string> {
  const hash = createHash("sha256");
  await digestFolder(root, "", (line) => hash.update(line));
  return `sha256:${hash.digest("hex")}`;
}

async function digestFolder(root: string, folder: string, add: (line: string) => void): Promise<void> {
  const names = await readdir(join(root, folder), { encoding: "buffer" });
  for (const name of names.toSorted(Buffer.compare)) {
    const path = Buffer.concat([Buffer.from(`${root}/${folder === "" ? "" : `${folder}/`}`, "latin1"), name]);
    const shown = `${folder === "" ? "" : `${folder}/`}${name.toString("latin1")}`;
    const found = await lstat(path);
    if (found.isDirectory()) {
      add(`d ${shown}\n`);
      await digestFolder(root, shown, add);
    } else if (found.isSymbolicLink()) add(`l ${shown} ${(await readlink(path, { encoding: "buffer" })).toString("latin1")}\n`);
    else add(`f ${(found.mode & 0o111) === 0 ? "-" : "x"} ${shown} ${await digestFile(path)}\n`);
  }
}

async function digestFile(path: Buffer): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
