import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readlinkSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { StoaError } from "../../base/errors.ts";
import { childCommand } from "./child-command.ts";
import type { RunAs } from "./run-as.ts";
import { sweepRunFolder } from "./sweep-run-folder.ts";

/** Where children find the code and Node: the clone itself, or a read-only view of it that the service user can reach. */
export interface AppPlace {
  root: string;
  node: string;
}

export const cloneRoot = dirname(dirname(dirname(import.meta.dirname)));

const marker = "STOA_OUTER_MOUNTS";
const parentMarker = "STOA_STARTED_BY";

/**
 * As root: starts this program again, in place, inside a mount namespace of its own, so that the clone can be shown to the service user
 * although it lies under a 0700 home; the kernel then ends us with our parent. Returns when that is done or not wanted.
 */
export function enterOwnMounts(): void {
  if (process.getuid?.() !== 0 || process.env[marker] !== undefined || !canUnshare()) return;
  const env = { ...process.env, [marker]: readlinkSync("/proc/self/ns/mnt"), [parentMarker]: String(process.ppid) };
  const argv = [
    "--pdeathsig",
    "TERM",
    "--",
    "unshare",
    "--mount",
    "--propagation",
    "slave",
    "--",
    process.execPath,
    ...process.execArgv,
    ...process.argv.slice(1),
  ];
  process.execve?.(findTool("setpriv"), ["setpriv", ...argv], env);
}

/** False when the parent was gone before the kernel knew that we go with it. */
export function parentLives(): boolean {
  const parent = process.env[parentMarker];
  return parent === undefined || process.ppid === Number(parent);
}

function canUnshare(): boolean {
  try {
    execFileSync("setpriv", ["--pdeathsig", "TERM", "unshare", "--mount", "--propagation", "slave", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function findTool(name: string): string {
  return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
}

/** Makes the clone and Node reachable for the service user. @throws StoaError setup when file modes stand in the way. */
export function findAppPlace(runAs: RunAs | undefined): AppPlace {
  const inPlace = { root: cloneRoot, node: process.execPath };
  if (!runAs) return inPlace;
  checkModes(runAs);
  const mounted = isInOwnMounts() ? mountViews() : inPlace;
  if (canRun(mounted, runAs)) return mounted;
  throw new StoaError("setup", {
    what: `The user "${runAs.name}" cannot reach the clone at ${cloneRoot}.`,
    why: "Started as root, Stoa runs its server as that user, and here it may not make a mount of its own (unshare, mount).",
    fix: "Put the clone where others may read it, such as /opt/stoa, or start Stoa as an ordinary user.",
  });
}

/** A path of the clone as children see it. */
export function placed(place: AppPlace, path: string): string {
  const inside = relative(cloneRoot, path);
  return inside.startsWith("..") ? path : join(place.root, inside);
}

function isInOwnMounts(): boolean {
  const outer = process.env[marker];
  return outer !== undefined && readlinkSync("/proc/self/ns/mnt") !== outer;
}

function mountViews(): AppPlace {
  const id = createHash("sha256").update(cloneRoot).digest("hex").slice(0, 12);
  const root = join("/run/stoa", `app-${id}`);
  mkdirSync(root, { recursive: true, mode: 0o755 });
  // One that is young is nobody's to sweep.
  utimesSync(root, new Date(), new Date());
  bindReadOnly(cloneRoot, root);
  sweepRunFolder();
  const inside = relative(cloneRoot, process.execPath);
  if (!inside.startsWith("..")) return { root, node: join(root, inside) };
  const node = join("/run/stoa", `node-${id}`);
  if (statSync(node, { throwIfNoEntry: false })?.isDirectory()) rmSync(node, { recursive: true });
  writeFileSync(node, "", { flag: "a" });
  bindReadOnly(process.execPath, node);
  return { root, node };
}

function bindReadOnly(from: string, to: string): void {
  execFileSync("mount", ["--bind", from, to], { stdio: "ignore" });
  execFileSync("mount", ["-o", "remount,bind,ro", to], { stdio: "ignore" });
}

function canRun(place: AppPlace, runAs: RunAs): boolean {
  const probe = `process.exit(require("fs").existsSync(${JSON.stringify(join(place.root, "server", "main.ts"))}) ? 0 : 1)`;
  const command = childCommand([place.node, "-e", probe], { runAs, deathSignal: "KILL" });
  try {
    execFileSync(command.file, command.args, { ...command.options, stdio: "ignore", cwd: "/", env: {} });
    return true;
  } catch {
    return false;
  }
}

/** A clone made under umask 077 is unreadable even through a mount; root-squashed reading would fail later and darkly. */
function checkModes(runAs: RunAs): void {
  const rootClosed = (statSync(cloneRoot).mode & 0o005) === 0o005 ? undefined : cloneRoot;
  const closed =
    rootClosed ??
    ["server", "contract", "program", "node_modules"]
      .map((name) => firstClosed(join(cloneRoot, name), 0))
      .find((path) => path !== undefined);
  if (closed === undefined) return;
  throw new StoaError("setup", {
    what: `The user "${runAs.name}", which runs the server, may not read ${closed}.`,
    why: "The clone was made with a umask that shuts others out.",
    fix: `chmod -R a+rX ${cloneRoot}`,
  });
}

function firstClosed(path: string, depth: number): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return undefined;
  const needed = found.isDirectory() ? 0o005 : 0o004;
  if ((found.mode & needed) !== needed) return path;
  // Packages come from one npm run: their top folders tell.
  if (!found.isDirectory() || (depth > 0 && path.includes("node_modules"))) return undefined;
  return readdirSync(path)
    .map((name) => firstClosed(join(path, name), depth + 1))
    .find((closed) => closed !== undefined);
}
