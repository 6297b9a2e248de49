import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforePackages, diskBytes, imageScript, leftOut, packages, recipeDigest, suite } from "./recipe.ts";

const run = promisify(execFile);

/** Images are kept here, one folder a recipe. */
const kept = "/var/tmp/stoa-guest";
const keptMs = 14 * 86_400_000;

export interface GuestImage {
  kernel: string;
  initrd: string;
  /** An ext4 file system; nothing writes to it. */
  disk: string;
}

/** The guest's kernel and root disk, made once for each recipe. @throws Error with mmdebstrap's last words */
export async function ensureImage(say: (text: string) => void): Promise<GuestImage> {
  const folder = join(kept, recipeDigest());
  const image = { kernel: join(folder, "vmlinuz"), initrd: join(folder, "initrd"), disk: join(folder, "root.img") };
  if (!existsSync(folder)) await make(folder, say);
  utimesSync(folder, new Date(), new Date());
  return image;
}

async function make(folder: string, say: (text: string) => void): Promise<void> {
  const began = performance.now();
  say(`making the guest's disk: Debian ${suite} with systemd (kept in ${folder})`);
  mkdirSync(kept, { recursive: true, mode: 0o755 });
  forgetOld();
  const draft = mkdtempSync(join(kept, ".making-"));
  try {
    const root = join(draft, "root");
    await debian(root, draft);
    await pickBoot(root, draft);
    await run("mke2fs", ["-q", "-t", "ext4", "-d", root, join(draft, "root.img"), `${diskBytes / 1024}k`]);
    await run("sh", ["-c", 'rm -rf --one-file-system "$0" "$1"/mmdebstrap.*', root, draft]);
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  say(`made in ${Math.round((performance.now() - began) / 1000)} s`);
}

async function debian(root: string, work: string): Promise<void> {
  const hooks = [
    ...beforePackages.map((line) => `--essential-hook=${line}`),
    `--customize-hook=sh ${imageScript} "$1"`,
    ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
    "--dpkgopt=force-unsafe-io",
  ];
  const args = ["--mode=root", "--variant=minbase", ...hooks, `--include=${packages.join(",")}`, suite, root];
  await run("mmdebstrap", args, { maxBuffer: 2 ** 26, env: { ...process.env, TMPDIR: work, LC_ALL: "C.UTF-8" } });
}

async function pickBoot(root: string, to: string): Promise<void> {
  const boot = join(root, "boot");
  for (const name of ["vmlinuz", "initrd"]) {
    const found = readdirSync(boot).find((file) => file.startsWith(name));
    if (found === undefined) throw new Error(`${boot} holds no ${name}`);
    await run("cp", [join(boot, found), join(to, name)]);
  }
}

/** Images of earlier recipes, not used for a fortnight. */
function forgetOld(): void {
  for (const name of readdirSync(kept)) {
    const path = join(kept, name);
    if (Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path, { recursive: true, force: true });
  }
}
