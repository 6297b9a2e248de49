import { execFileSync } from "node:child_process";
import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cloneRoot } from "../supervise/app-place.ts";

/** A clone in which a test makes releases of its own. */
export interface ReleaseClone {
  git(...args: string[]): string;
  /** Adds a migration to the runs room. */
  migration(name: string, sql: string): void;
  /** A release of all that is there, under a tag. */
  commit(tag: string): void;
}

/** Makes a clone of this tree's server at a path where nothing is, with nothing committed yet. */
export function openReleaseClone(clone: string): ReleaseClone {
  const git = (...args: string[]): string =>
    execFileSync("git", ["-C", clone, "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "safe.directory=*", ...args], {
      encoding: "utf8",
    }).trim();
  for (const name of ["server", "contract", "program", "package.json"])
    cpSync(join(cloneRoot, name), join(clone, name), { recursive: true });
  symlinkSync(join(cloneRoot, "node_modules"), join(clone, "node_modules"));
  writeFileSync(join(clone, ".gitignore"), "node_modules\n");
  git("init", "--quiet");
  return {
    git,
    migration: (name, sql) => writeFileSync(join(clone, "server/rooms/runs/migrations", `${name}.sql`), sql),
    commit: (tag) => {
      git("add", "-A");
      git("commit", "--quiet", "-m", tag);
      git("tag", tag);
    },
  };
}
