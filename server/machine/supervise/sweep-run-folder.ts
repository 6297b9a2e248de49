import { readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/** Longer than any start takes: what is younger may be somebody's who has just made it. */
const youngMs = 3_600_000;
/** A clone that is started again soon finds its code compiled. */
const compiledMs = 24 * 3_600_000;

/**
 * Takes away what starts of other clones and data folders left under /run/stoa, which is memory: views that nobody has mounted, spawners' folders
 * where nobody listens, code compiled for clones that do not run. Never fails a start. @param folder, @param now for tests
 */
export function sweepRunFolder(folder = "/run/stoa", now = Date.now()): void {
  const mounted = listMounts();
  const sockets = readOr("/proc/net/unix", "");
  for (const name of namesOf(folder)) {
    const path = join(folder, name);
    const [, kind = "", id = ""] = /^(app|node|box|compiled-app)-([0-9a-f]{12})$/.exec(name) ?? [];
    const isUsed = kind === "box" ? sockets.includes(`${path}/`) : mounted.has(join(folder, `app-${id}`)) || mounted.has(path);
    if (kind !== "" && !isUsed && isLeft(path, kind, now)) removeQuietly(path);
  }
}

/** Old enough; and of what is mounted over, empty: what holds something is none that nobody uses. */
function isLeft(path: string, kind: string, now: number): boolean {
  if (kind === "compiled-app") return ageOf(path, now) >= compiledMs;
  return ageOf(path, now) >= youngMs && (kind === "box" || isEmpty(path));
}

/** Where anything is mounted, in any namespace we may look into: removing a mount's folder would take the mount away everywhere. */
function listMounts(): Set<string> {
  const seen = new Set<string>();
  const mounted = new Set<string>();
  for (const pid of namesOf("/proc").filter((name) => /^\d+$/.test(name))) {
    const namespace = linkOr(`/proc/${pid}/ns/mnt`, "");
    if (namespace === "" || seen.has(namespace)) continue;
    seen.add(namespace);
    for (const line of readOr(`/proc/${pid}/mountinfo`, "").split("\n")) mounted.add(line.split(" ")[4] ?? "");
  }
  return mounted;
}

function isEmpty(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true ? namesOf(path).length === 0 : found?.size === 0;
}

const ageOf = (path: string, now: number): number => now - (statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? now);

function namesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise;
  }
}

function linkOr(path: string, otherwise: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return otherwise;
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // The next start tries again.
  }
}
