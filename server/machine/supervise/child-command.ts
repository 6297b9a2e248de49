import { execFileSync } from "node:child_process";
import type { RunAs } from "./run-as.ts";

/** A command line ready for `spawn`, wrapped so that the kernel ends the child when we die. */
export interface ChildCommand {
  file: string;
  args: string[];
  options: { uid?: number; gid?: number };
}

interface Wish {
  runAs?: RunAs | undefined;
  /** The signal the kernel sends the child when its parent dies, however it dies. */
  deathSignal: "INT" | "TERM" | "KILL";
  /** Off only for what must start setuid helpers. */
  noNewPrivileges?: boolean;
  /** It listens on a port below 1024, which otherwise takes root. */
  lowPort?: boolean;
}

/**
 * setpriv(1) execs, so the pid stays the child's. Without it (no util-linux) the child still drops its user by `spawn`, but is not ended
 * with its parent by the kernel; it then relies on its own channel closing.
 */
export function childCommand(argv: readonly [string, ...string[]], wish: Wish): ChildCommand {
  const [file, ...args] = argv;
  const { runAs } = wish;
  if (!hasSetpriv()) return { file, args, options: runAs ? { uid: runAs.uid, gid: runAs.gid } : {} };
  const flags = ["--pdeathsig", wish.deathSignal];
  if (wish.noNewPrivileges ?? true) flags.push("--no-new-privs");
  if (runAs)
    flags.push("--reuid", String(runAs.uid), "--regid", String(runAs.gid), "--clear-groups", ...capabilities(wish.lowPort ?? false));
  return { file: "setpriv", args: [...flags, "--", file, ...args], options: {} };
}

function capabilities(lowPort: boolean): string[] {
  if (!lowPort) return ["--inh-caps=-all"];
  return ["--inh-caps=-all,+net_bind_service", "--ambient-caps=-all,+net_bind_service"];
}

let setprivFound: boolean | undefined;

function hasSetpriv(): boolean {
  setprivFound ??= runs("setpriv", ["--pdeathsig", "TERM", "true"]);
  return setprivFound;
}

function runs(file: string, args: string[]): boolean {
  try {
    execFileSync(file, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
