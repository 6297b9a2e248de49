import { readMachine, type Container, type MachineReadings } from "./read-machine.ts";

/** What to do about a machine that cannot isolate: the settings that stand in the way, read now, each with the command that changes it. */
export function diagnose(reason: string, dataDir: string): string {
  return adviseOn(reason, readMachine(dataDir));
}

/** @param reason what the spawner or the self-test said */
export function adviseOn(reason: string, machine: MachineReadings): string {
  const fixes = [...programs(reason, machine), ...settings(machine), ...containerFlags(reason, machine), ...places(reason, machine)];
  if (fixes.length > 0) return fixes.join("; ");
  return "Programs are never run unguarded: allow user namespaces, mounts inside them and seccomp filters to this user.";
}

const sysctl = (name: string, value: string, why: string): string =>
  `${why}: type sysctl -w ${name}=${value}, and to keep it: echo ${name}=${value} > /etc/sysctl.d/60-stoa.conf`;

function programs(reason: string, machine: MachineReadings): string[] {
  const found: string[] = [];
  if (/bubblewrap is not installed/.test(reason)) found.push("Type: apt-get install bubblewrap");
  if (/newuidmap|subuid/.test(reason) || (!machine.isRoot && !machine.hasUidMap && /runtime/.test(reason)))
    found.push(
      "newuidmap is missing, or this user has no range of user ids: type apt-get install uidmap && usermod --add-subuids 1000000-1065535 --add-subgids 1000000-1065535 $USER",
    );
  return found;
}

/** Kernel settings. Root may make namespaces whatever the two for ordinary users say. */
function settings({ isRoot, unprivilegedUserNs, appArmorRestricts, maxUserNs }: MachineReadings): string[] {
  const found: string[] = [];
  if (!isRoot && unprivilegedUserNs === "0")
    found.push(sysctl("kernel.unprivileged_userns_clone", "1", "kernel.unprivileged_userns_clone is 0"));
  if (!isRoot && appArmorRestricts)
    found.push(
      `${sysctl("kernel.apparmor_restrict_unprivileged_userns", "0", "kernel.apparmor_restrict_unprivileged_userns is 1 (Ubuntu)")}; or give bwrap and perl an AppArmor profile with userns`,
    );
  if (maxUserNs === "0") found.push(sysctl("user.max_user_namespaces", "15000", "user.max_user_namespaces is 0"));
  return found;
}

/** The flags a container lacks for boxes in it. */
function containerFlags(reason: string, machine: MachineReadings): string[] {
  const { container } = machine;
  if (container === undefined || !/not permitted|denied|cannot|cgroup/i.test(reason)) return [];
  const lacks = [
    machine.seccompFiltered && flags.seccomp,
    machine.appArmorProfile !== undefined && flags.appArmor,
    machine.hiddenProc === "covered" && flags.proc,
    machine.isRoot && !machine.hasSysAdmin && flags.admin,
    /cgroup/i.test(reason) && flags.cgroup,
  ].filter((flag) => flag !== false);
  if (lacks.length === 0) return [];
  const wanted = [...new Set(lacks.map((flag) => flag[container]))].join(" ");
  return [container === "kubernetes" ? `Set in the container's securityContext: ${wanted}` : `Start the container with ${wanted}`];
}

type Flag = Record<Container, string>;

const flags = {
  seccomp: {
    docker: "--security-opt seccomp=unconfined",
    podman: "--security-opt seccomp=unconfined",
    kubernetes: "seccompProfile.type: Unconfined",
    other: "no seccomp filter over unshare, mount and clone",
  },
  appArmor: {
    docker: "--security-opt apparmor=unconfined",
    podman: "--security-opt apparmor=unconfined",
    kubernetes: "appArmorProfile.type: Unconfined",
    other: "no AppArmor profile that denies mounts",
  },
  proc: {
    docker: "--security-opt systempaths=unconfined",
    podman: "--security-opt unmask=ALL",
    kubernetes: "procMount: Unmasked",
    other: "a /proc with nothing mounted over it",
  },
  admin: {
    docker: "--cap-add SYS_ADMIN",
    podman: "--cap-add SYS_ADMIN",
    kubernetes: "capabilities.add: [SYS_ADMIN]",
    other: "the capability SYS_ADMIN",
  },
  cgroup: {
    docker: "--cgroupns=private -v /sys/fs/cgroup:/sys/fs/cgroup:rw",
    podman: "--cgroups=enabled --systemd=always",
    kubernetes: "a writable /sys/fs/cgroup",
    other: "a writable control group of its own (systemd: Delegate=yes)",
  },
} satisfies Record<string, Flag>;

function places(reason: string, machine: MachineReadings): string[] {
  const found: string[] = [];
  if (machine.hiddenProc === "hidepid" && !machine.isRoot && machine.container === undefined)
    found.push("/proc hides other people's processes (hidepid), so no box gets one of its own: type mount -o remount,hidepid=0 /proc");
  if (machine.noexecMount !== undefined)
    found.push(
      `No program starts from ${machine.noexecMount}, where the data folder lies (noexec): type mount -o remount,exec ${machine.noexecMount}, or set STOA_DATA to a folder elsewhere`,
    );
  if (/id-mapped/.test(reason)) found.push("Put the data folder on ext4, xfs or btrfs");
  if (/cgroup/i.test(reason) && machine.hasOwnCgroup === false && machine.container === undefined)
    found.push("This user has no control group of its own: type stoa service, or systemd-run --user --scope -p Delegate=yes npm start");
  return found;
}
