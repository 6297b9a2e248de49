// Builds what freezes and thaws a process into .toolchain/ where there is a C compiler. Runs on Node 18, at set-up.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const cache = join(folder, "../../../../../.toolchain/warm");
const scripts = ["prepare.py", "hold.cjs"];
const sources = ["image.h", "freeze.c", "thaw.c", ...scripts];
// No C library: what is frozen brings its own, whichever that is.
const flags =
  "-O2 -std=gnu17 -Wall -Wextra -ffreestanding -nostdlib -fno-stack-protector -fcf-protection=none -fno-tree-loop-distribute-patterns";
const library = ["-shared", "-fPIC", "-o", "freeze.so", "freeze.c"];
// In the lowest pages there are, where no other program stands.
const program = ["-static", "-no-pie", "-Wl,-Ttext-segment=0x10000", "-Wl,-z,noexecstack", "-Wl,--build-id=none", "-o", "thaw", "thaw.c"];

/** The folder of the tools these very sources make. */
export function warmToolsPath() {
  const hash = createHash("sha256").update(process.arch);
  for (const name of [...sources, "build.mjs"]) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  return join(cache, hash.digest("hex").slice(0, 16));
}

/** Builds them when they are not there. @param {(text: string) => void} say hears why they could not be built; every start is then a cold one */
export function buildWarmTools(say) {
  const path = warmToolsPath();
  if (existsSync(path) || process.arch !== "x64") return;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, "draft-"));
  for (const name of sources) copyFileSync(join(folder, name), join(draft, name));
  for (const args of [library, program]) {
    const { error, status, stderr } = spawnSync("cc", [...flags.split(" "), ...args], { cwd: draft, encoding: "utf8" });
    if (!error && status === 0) continue;
    if (!error) say(`warm starts were not built: ${stderr.trim().split("\n").at(-1)}`);
    return rmSync(draft, { recursive: true });
  }
  // The server's user reads what root has set up, whatever root's umask.
  for (const name of ["", ...readdirSync(draft)]) chmodSync(join(draft, name), 0o755);
  try {
    renameSync(draft, path);
  } catch {
    // Another set-up of this clone was faster.
    rmSync(draft, { recursive: true });
  }
}
