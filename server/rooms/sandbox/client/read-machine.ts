import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export type Container = "docker" | "podman" | "kubernetes" | "other";

/** What of this machine decides whether a box can be made; read, not guessed. */
export interface MachineReadings {
  isRoot: boolean;
  container: Container | undefined;
  /** Ubuntu lets only programs with an AppArmor profile make user namespaces. */
  appArmorRestricts: boolean;
  /** The profile this process is held by; undefined: none. */
  appArmorProfile: string | undefined;
  /** Debian's and hardened kernels' switch, as it stands; undefined where there is none. */
  unprivilegedUserNs: string | undefined;
  maxUserNs: string | undefined;
  seccompFiltered: boolean;
  hasSysAdmin: boolean;
  /** Parts of /proc are covered, or other people's processes hidden: the kernel then lets nobody mount a /proc of their own. */
  hiddenProc: "covered" | "hidepid" | undefined;
  /** The mount the data lies on, where programs may not be started from it. */
  noexecMount: string | undefined;
  /** Whether somebody other than root may make groups for limits; undefined as root. */
  hasOwnCgroup: boolean | undefined;
  hasUidMap: boolean;
}

const sysAdmin = 1n << 21n;

/** @param root where /proc and the rest are looked for; another only in tests */
export function readMachine(dataDir: string, root = "/", uid = process.getuid?.() ?? 0): MachineReadings {
  const read = (path: string): string | undefined => {
    try {
      return readFileSync(join(root, path), "utf8").trim();
    } catch {
      return undefined;
    }
  };
  const there = (path: string): boolean => existsSync(join(root, path));
  const status = read("proc/self/status") ?? "";
  const mounts = readMounts(read("proc/self/mountinfo") ?? "");
  return {
    isRoot: uid === 0,
    container: containerOf(there, read("proc/1/environ") ?? "", read("run/systemd/container")),
    appArmorRestricts: read("proc/sys/kernel/apparmor_restrict_unprivileged_userns") === "1",
    appArmorProfile: profileOf(read("proc/self/attr/current") ?? ""),
    unprivilegedUserNs: read("proc/sys/kernel/unprivileged_userns_clone"),
    maxUserNs: read("proc/sys/user/max_user_namespaces"),
    seccompFiltered: /^Seccomp:\s*2$/m.test(status),
    hasSysAdmin: holdsSysAdmin(status),
    hiddenProc: hiddenProcOf(mounts),
    noexecMount: noexecOf(mounts, resolve(dataDir)),
    hasOwnCgroup: uid === 0 ? undefined : /^0::.*\/user@\d+\.service\/|^0::.*\.service$/m.test(read("proc/self/cgroup") ?? ""),
    hasUidMap: ["usr/bin/newuidmap", "bin/newuidmap", "usr/local/bin/newuidmap"].some(there),
  };
}

/** `docker-default (enforce)`; nothing where there is no AppArmor, or it holds nobody. */
function profileOf(current: string): string | undefined {
  return current === "" || current.startsWith("unconfined") ? undefined : current.replace(/ \(.*/, "");
}

function holdsSysAdmin(status: string): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0";
  return (BigInt(`0x${effective}`) & sysAdmin) !== 0n;
}

interface Mount {
  point: string;
  options: string[];
  kind: string;
  superOptions: string[];
}

/** proc_pid_mountinfo(5): fields up to a lone dash, then kind, source and the file system's own options. */
function readMounts(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [before = "", after = ""] = line.split(" - ");
    const fields = before.split(" ");
    const [kind = "", , superOptions = ""] = after.split(" ");
    const point = fields[4]?.replaceAll("\\040", " ");
    return point === undefined ? [] : [{ point, options: (fields[5] ?? "").split(","), kind, superOptions: superOptions.split(",") }];
  });
}

function hiddenProcOf(mounts: readonly Mount[]): MachineReadings["hiddenProc"] {
  if (mounts.some(({ point, kind }) => point.startsWith("/proc/") && kind !== "autofs" && kind !== "binfmt_misc")) return "covered";
  const proc = mounts.find(({ point, kind }) => point === "/proc" && kind === "proc");
  const hides = proc?.superOptions.some((option) => /^hidepid=(?!0$|off$)/.test(option)) ?? false;
  return hides ? "hidepid" : undefined;
}

/** The last mount at the longest point above a path is the one it lies on. */
function noexecOf(mounts: readonly Mount[], path: string): string | undefined {
  const above = mounts.filter(({ point }) => point === "/" || path === point || path.startsWith(`${point}/`));
  const longest = Math.max(0, ...above.map(({ point }) => point.length));
  const mount = above.findLast(({ point }) => point.length === longest);
  return mount?.options.includes("noexec") === true ? mount.point : undefined;
}

function containerOf(there: (path: string) => boolean, environ: string, systemd: string | undefined): Container | undefined {
  const named = systemd ?? /(?:^|\0)container=([^\0]*)/.exec(environ)?.[1];
  if (there("var/run/secrets/kubernetes.io") || there("run/secrets/kubernetes.io")) return "kubernetes";
  if (there("run/.containerenv") || named === "podman") return "podman";
  if (there(".dockerenv") || named === "docker") return "docker";
  return named === undefined || named === "" ? undefined : "other";
}
