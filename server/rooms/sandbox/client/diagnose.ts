import { existsSync, readFileSync } from "node:fs";

interface Obstacle {
  found: boolean;
  fix: string;
}

function setting(path: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${path}`, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** What to do about a machine that cannot isolate: the settings known to stand in the way, looked up now. */
export function diagnose(reason: string): string {
  const denied = /not permitted|denied|cannot (make|mount|map)/.test(reason);
  const container = existsSync("/.dockerenv") || existsSync("/run/.containerenv");
  const obstacles: Obstacle[] = [
    { found: /bubblewrap is not installed/.test(reason), fix: "Type: apt-get install bubblewrap" },
    { found: setting("kernel/unprivileged_userns_clone") === "0", fix: "Type: sysctl -w kernel.unprivileged_userns_clone=1" },
    {
      found: setting("kernel/apparmor_restrict_unprivileged_userns") === "1",
      fix: "Type: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (or give bwrap and perl an AppArmor profile with userns)",
    },
    { found: setting("user/max_user_namespaces") === "0", fix: "Type: sysctl -w user.max_user_namespaces=15000" },
    {
      found: denied && container,
      fix: "Start the container with --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined, and --cap-add SYS_ADMIN when it runs as root",
    },
    { found: /id-mapped/.test(reason), fix: "Put the data folder on ext4, xfs or btrfs" },
  ];
  const fixes = obstacles.filter(({ found }) => found).map(({ fix }) => fix);
  return fixes.length > 0
    ? fixes.join("; ")
    : "Programs are never run unguarded: allow user namespaces, mounts inside them and seccomp filters to this user.";
}
