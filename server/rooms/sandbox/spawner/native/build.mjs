// Builds the native launcher into .toolchain/ where there is a C compiler. Runs on Node 18, at set-up.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const cache = join(folder, "../../../../../.toolchain/launcher");

/**
 * Static, because a process without libraries is forked and started in half the time. What is small stands together, behind what is large: each page
 * that a fork writes to is copied.
 */
const layout = ["-static", "-fdata-sections", "-Wl,--sort-section=alignment"];
const flags = ["-O2", "-std=gnu17", "-Wall", "-Wextra", "-D_FORTIFY_SOURCE=2", "-fstack-protector-strong", ...layout];

/** Where the launcher of these very sources is, or will be. */
export function launcherPath() {
  const hash = createHash("sha256").update([process.arch, ...flags].join(" "));
  for (const name of sources("")) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  return join(cache, hash.digest("hex").slice(0, 16));
}

/**
 * Builds it when it is not there. @param {(text: string) => void} say hears why it could not be built
 * @returns {boolean} whether it is there now; without it Perl's is used
 */
export function buildLauncher(say) {
  const path = launcherPath();
  if (existsSync(path)) return true;
  mkdirSync(cache, { recursive: true });
  const draft = `${path}.${process.pid}`;
  const files = sources(".c").map((name) => join(folder, name));
  const { error, status, stderr } = spawnSync("cc", [...flags, "-o", draft, ...files], { encoding: "utf8" });
  if (error || status !== 0) {
    if (!error) say(`the native launcher was not built: ${stderr.trim().split("\n").at(-1)}`);
    return false;
  }
  renameSync(draft, path);
  return true;
}

/** @param {string} ending */
function sources(ending) {
  const names = readdirSync(folder).filter((name) => /\.[ch]$/.test(name) && name.endsWith(ending));
  // oxlint-disable-next-line unicorn/no-array-sort -- Node 18 has no other, and this array is ours
  return names.sort();
}
