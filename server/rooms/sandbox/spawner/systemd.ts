import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { isVersion1, readCgroupTree, type CgroupTree } from "./cgroup-tree.ts";

/** Six questions at most are asked before the spawner is ready, for which its supervisor waits 30 s. */
const patience = 4_000;

/** The systemd that groups of ours can be had from: root's is the machine's, anybody else's their own. */
export function systemd() {
  const uid = process.getuid?.() ?? 0;
  const whose = uid === 0 ? [] : ["--user"];
  // Not our own PATH: under npm it begins with folders that may be anybody's.
  const env = { PATH: "/usr/bin:/bin", XDG_RUNTIME_DIR: `/run/user/${uid}` };
  return {
    env,
    patience,
    /** Arguments of `systemd-run` for a scope whose inside is ours. */
    scope: [...whose, "--scope", "--quiet", "--collect", "--property=Delegate=yes"],
    /** Kills what a predecessor left in its scope. */
    end: (name: string): void => {
      for (const order of [["kill", "--signal=KILL"], ["stop"]])
        spawnSync("systemctl", [...whose, ...order, "--quiet", `${name}.scope`], { env, timeout: patience, stdio: "ignore" });
    },
    /** Our process stands in a group of that systemd, so that it can give us one beside it. */
    isAboveUs: (tree: CgroupTree): boolean => uid === 0 || (tree.v2?.own.includes(`/user@${uid}.service/`) ?? false),
  };
}

export function runsSystemd(): boolean {
  return existsSync("/run/systemd/system");
}

/** Where limits are kept by groups of version 2, and those are systemd's. */
export function unifiedTree(): CgroupTree | undefined {
  if (!runsSystemd()) return undefined;
  const tree = readCgroupTree();
  return isVersion1(tree) || !tree.v2 ? undefined : tree;
}
