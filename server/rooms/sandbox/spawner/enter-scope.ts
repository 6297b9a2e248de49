import { spawnSync } from "node:child_process";
import { openCgroups } from "./cgroups.ts";
import { runsSystemd, systemd } from "./systemd.ts";

/**
 * For whom no scope can stand beside them, such as a user after a login: moves this process into a scope that systemd hands over to us
 * (Delegate=yes), by becoming `systemd-run`, which becomes us again. Returns when there is nothing to do or nobody to ask.
 * @param name of our control groups and of the scope: what a predecessor of that name left there is killed first.
 * @param args that start this process again; must hold `--scoped`, so that it is tried once.
 */
export function enterScope(name: string, args: string[]): void {
  if (!runsSystemd() || openCgroups(name).layout !== "none") return;
  const { env, patience, scope, end } = systemd();
  if (spawnSync("systemd-run", [...scope, "true"], { env, timeout: patience }).status !== 0) return;
  end(name);
  process.execve?.(
    "/usr/bin/systemd-run",
    ["systemd-run", ...scope, `--unit=${name}`, "--", process.execPath, ...process.execArgv, ...args],
    env,
  );
}
