import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { openCgroups } from "./cgroups.ts";

const patience = 10_000;

/**
 * On a machine whose control groups systemd owns (version 2, nearly every Debian), moves this process into a scope that systemd hands over to us
 * (Delegate=yes), by becoming `systemd-run`, which becomes us again. Returns when there is nothing to do or nobody to ask.
 * @param name of our control groups and of the scope: what a predecessor of that name left there is killed first.
 * @param args that start this process again; must hold `--scoped`, so that it is tried once.
 */
export function enterScope(name: string, args: string[]): void {
  if (!existsSync("/run/systemd/system") || openCgroups(name).layout !== "none") return;
  const uid = process.getuid?.() ?? 0;
  // oxlint-disable-next-line node/no-process-env -- the spawner is a process of its own
  const env = { PATH: process.env["PATH"] ?? "/usr/bin:/bin", XDG_RUNTIME_DIR: `/run/user/${uid}` };
  const whose = uid === 0 ? [] : ["--user"];
  const scope = [...whose, "--scope", "--quiet", "--collect", "--property=Delegate=yes"];
  if (spawnSync("systemd-run", [...scope, "true"], { env, timeout: patience }).status !== 0) return;
  for (const order of [["kill", "--signal=KILL"], ["stop"]])
    spawnSync("systemctl", [...whose, ...order, "--quiet", `${name}.scope`], { env, timeout: patience, stdio: "ignore" });
  process.execve?.("/usr/bin/systemd-run", ["systemd-run", ...scope, `--unit=${name}`, "--", process.execPath, ...args], env);
}
