import { execFileSync } from "node:child_process";
import { cpSync, existsSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { childCommand } from "../supervise/child-command.ts";
import type { RunAs } from "../supervise/run-as.ts";
import type { Binaries } from "./binaries.ts";

/** The same programs where `runAs` can start them: in place, or copied (60 MB) below `folder` when a 0700 home stands in the way. */
export function reachableBinaries(binaries: Binaries, runAs: RunAs | undefined, folder: string): Binaries {
  if (!runAs || canStart(binaries.postgres, runAs)) return binaries;
  const native = join(folder, "native");
  if (!existsSync(native)) {
    const making = `${native}.making-${process.pid}`;
    cpSync(dirname(dirname(binaries.postgres)), making, { recursive: true, verbatimSymlinks: true });
    renameSync(making, native);
  }
  return { ...binaries, initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
}

function canStart(file: string, runAs: RunAs): boolean {
  const command = childCommand([file, "--version"], { runAs, deathSignal: "KILL" });
  try {
    execFileSync(command.file, command.args, { ...command.options, stdio: "ignore", cwd: "/" });
    return true;
  } catch {
    return false;
  }
}
