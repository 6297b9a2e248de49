import { execFile, spawn } from "node:child_process";
import { mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { StoaError } from "../../../base/index.ts";
import { makeFolder } from "../tar/make-folder.ts";
import type { Progress } from "./making.ts";

const run = promisify(execFile);

/** Puts Node of a major version and npm into /usr/local of a tree, from their npm packages, without running any script. Returns the version. */
export async function addNode(root: string, major: string, progress: Progress): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), "stoa-node-"));
  try {
    progress(`fetching Node ${major} and npm`);
    const fetched = [`node-linux-${process.arch}@${major}`, "npm@11"].map((name, index) => fetchPackage(name, join(work, String(index))));
    const [node = "", npm = ""] = await Promise.all(fetched);
    const local = join(root, "usr/local");
    await unpack(node, local, ["package/bin/node", "package/LICENSE"]);
    await unpack(npm, join(local, "lib/node_modules/npm"));
    for (const name of ["npm", "npx"]) await symlink(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, "bin", name));
    return /-(\d+\.\d+\.\d+)\.tgz$/.exec(node)?.[1] ?? major;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Downloads with the machine's npm, as it is set up; returns the path of the archive, the only one in `folder`. */
async function fetchPackage(name: string, folder: string): Promise<string> {
  await makeFolder(folder);
  const child = spawn("npm", ["pack", "--silent", "--pack-destination", folder, name], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (text: Buffer) => (said += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("error", () => resolve(-1)).once("close", resolve));
  const file = (await readdir(folder)).find((one) => one.endsWith(".tgz"));
  if (code === 0 && file !== undefined) return join(folder, file);
  throw new StoaError("setup", {
    what: `npm could not fetch ${name}: ${said.trim().split("\n").at(-1) ?? `it ended with ${code}`}`,
    fix: `Type: npm pack ${name}, and see to what it says.`,
  });
}

/** Archives of the npm registry hold one folder, with modes as their authors had them. */
async function unpack(archive: string, to: string, only: string[] = []): Promise<void> {
  for (const folder of [join(to, "../.."), join(to, ".."), to]) await makeFolder(folder);
  await run("tar", ["--extract", "--gzip", "--no-same-owner", "--strip-components=1", `--file=${archive}`, `--directory=${to}`, ...only]);
  await run("chmod", ["--recursive", "u=rwX,go=rX", to]);
}
