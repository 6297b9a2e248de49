import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, rename, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeFolder } from "../tar/make-folder.ts";
import { always } from "./bases.ts";
import { withLock } from "./lock.ts";
import { keepLast, MakingFailed, type Making } from "./making.ts";
import { removeTree, runInside } from "./run-inside.ts";

/** A base holds apt's lists: older ones name packages that the archive has replaced, and would leave out repairs of security. */
const keptMs = 24 * 3_600_000;

const leftOut = ["/usr/share/man/*", "/usr/share/info/*", "/usr/share/locale/*", "/usr/share/doc/*"];
const filters = [
  "path-exclude=/usr/share/doc/*/*.gz",
  ...leftOut.map((path) => `path-exclude=${path}`),
  "path-include=/usr/share/doc/*/copyright",
];

/**
 * Fills `tree` with this machine's Debian of the essential packages, apt's lists and what every runtime has: a copy of one that is made once a
 * day at most. @returns how old it was, in ms @throws MakingFailed
 */
export async function copyBase(tree: string, making: Making, maxAgeMs = keptMs): Promise<number> {
  const wait = (): void => making.progress("waiting for another process that makes the Debian all runtimes begin with");
  return withLock(join(making.folder, ".base.lock"), wait, async () => {
    const base = join(making.folder, `.base-${baseKey(making)}`);
    let age = await ageOf(base);
    if (age > maxAgeMs) {
      await makeBase(base, making);
      age = 0;
    }
    await makeFolder(tree);
    await promisify(execFile)("cp", ["--archive", "--reflink=auto", `${base}/.`, tree]);
    return age;
  });
}

async function ageOf(base: string): Promise<number> {
  const found = await stat(base).catch(() => undefined);
  return found ? Date.now() - found.mtimeMs : Infinity;
}

function baseKey({ release, sources }: Making): string {
  const recipe = JSON.stringify({ release, sources, packages: always, filters, recipe: 1 });
  return createHash("sha256").update(recipe).digest("hex").slice(0, 16);
}

/** Also takes away older ones, and what a maker that was killed left. */
async function makeBase(base: string, { folder, release, sources, progress }: Making): Promise<void> {
  for (const name of (await readdir(folder)).filter((one) => /^\.base[-.]/.test(one) && one !== ".base.lock"))
    await removeTree(join(folder, name));
  const work = join(folder, ".base.making");
  await makeFolder(work);
  progress("making the Debian all runtimes begin with");
  const said: string[] = [];
  const code = await runInside({
    script: "make-base.sh",
    args: [work, release, always.join(","), ...filters.map((filter) => `--dpkgopt=${filter}`)],
    tmp: folder,
    stdin: sources,
    onLine: (line) => {
      keepLast(said, line);
      const [, step] = /^I: (\w+ing .*)\.\.\.$/.exec(line) ?? [];
      if (step !== undefined) progress(step);
    },
  });
  if (code !== 0) {
    await removeTree(work);
    throw new MakingFailed(said);
  }
  await rename(work, base);
  await utimes(base, new Date(), new Date());
}
