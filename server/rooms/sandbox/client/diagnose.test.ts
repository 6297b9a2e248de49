import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { adviseOn, diagnose } from "./diagnose.ts";
import { readMachine, type MachineReadings } from "./read-machine.ts";

const asRoot = process.getuid?.() === 0;
const plainMounts = "22 27 0:21 / /proc rw,relatime - proc proc rw\n27 1 254:0 / / rw,relatime - ext4 /dev/vda rw";
const plain = {
  "proc/self/status": "Name:\tnode\nCapEff:\t0000000000000000\nSeccomp:\t0\n",
  "proc/self/mountinfo": plainMounts,
  "proc/self/cgroup": "0::/user.slice/user-1000.slice/session-2.scope\n",
  "proc/sys/user/max_user_namespaces": "63000\n",
};

/** A machine with these files, read as an ordinary user unless told. */
function machine(files: Record<string, string>, uid = 1000): MachineReadings {
  const root = mkdtempSync(join(tmpdir(), "stoa-machine-"));
  after(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries({ ...plain, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return readMachine("/home/ann/stoa", root, uid);
}

const denied = "bwrap: No permissions to create new namespace: Operation not permitted";
const advise = (files: Record<string, string>, reason = denied, uid = 1000): string => adviseOn(reason, machine(files, uid));

test("Ubuntu's restriction, and the switches of Debian and of the kernel, are named with the command, to ordinary users only where they bind them only", () => {
  const ubuntu = { "proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1\n" };
  assert.match(
    advise(ubuntu),
    /apparmor_restrict_unprivileged_userns is 1 \(Ubuntu\): type sysctl -w kernel\.apparmor_restrict_unprivileged_userns=0/,
  );
  assert.doesNotMatch(advise(ubuntu, denied, 0), /apparmor/);
  const debian = { "proc/sys/kernel/unprivileged_userns_clone": "0\n" };
  assert.match(advise(debian), /sysctl -w kernel\.unprivileged_userns_clone=1, and to keep it: echo .* > \/etc\/sysctl\.d\/60-stoa\.conf/);
  assert.doesNotMatch(advise(debian, denied, 0), /unprivileged_userns_clone/);
  for (const uid of [0, 1000])
    assert.match(advise({ "proc/sys/user/max_user_namespaces": "0\n" }, denied, uid), /sysctl -w user\.max_user_namespaces=15000/);
  assert.match(advise({}), /^Programs are never run unguarded/);
});

test("a container is told exactly the flags it lacks, in the words of what runs it", () => {
  const covered = `${plainMounts}\n40 22 0:50 / /proc/acpi ro,relatime - tmpfs tmpfs ro`;
  const strict = {
    "proc/self/status": "CapEff:\t00000000a80425fb\nSeccomp:\t2\n",
    "proc/self/mountinfo": covered,
    "proc/self/attr/current": "docker-default (enforce)\n",
  };
  const docker = advise({ ...strict, ".dockerenv": "" }, denied, 0);
  assert.equal(
    docker,
    "Start the container with --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined --cap-add SYS_ADMIN",
  );
  assert.match(advise({ ...strict, "run/.containerenv": "" }), /--security-opt unmask=ALL/);
  assert.match(
    advise({ ...strict, "var/run/secrets/kubernetes.io/token": "" }),
    /^Set in the container's securityContext: .*procMount: Unmasked/,
  );
  assert.match(advise({ ...strict, "proc/1/environ": "PATH=/bin\0container=lxc\0" }), /no seccomp filter/);
  assert.doesNotMatch(advise({ ".dockerenv": "", "proc/self/mountinfo": covered }), /seccomp|apparmor/);
  assert.match(advise({ ".dockerenv": "" }, "cannot make a cgroup: Read-only file system"), /-v \/sys\/fs\/cgroup:\/sys\/fs\/cgroup:rw/);
});

test("a hidden /proc, a noexec data folder, no control group of one's own and a missing newuidmap are each named", () => {
  const hidden = plainMounts.replace("proc proc rw", "proc proc rw,hidepid=invisible");
  assert.match(advise({ "proc/self/mountinfo": hidden }), /mount -o remount,hidepid=0 \/proc/);
  assert.doesNotMatch(advise({ "proc/self/mountinfo": plainMounts.replace("proc proc rw", "proc proc rw,hidepid=0") }), /hidepid/);
  const noexec = `${plainMounts}\n50 27 8:1 / /home rw,nosuid,noexec - ext4 /dev/sda1 rw`;
  assert.match(advise({ "proc/self/mountinfo": noexec }), /mount -o remount,exec \/home, or set STOA_DATA/);
  assert.doesNotMatch(advise({ "proc/self/mountinfo": noexec.replace("/home rw", "/home/annette rw") }), /noexec/);
  assert.match(advise({}, "cgroup: no group may be made"), /systemd-run --user --scope -p Delegate=yes npm start/);
  const delegated = { "proc/self/cgroup": "0::/user.slice/user-1000.slice/user@1000.service/app.slice/run-1.scope\n" };
  assert.doesNotMatch(advise(delegated, "cgroup: no group may be made"), /Delegate/);
  assert.match(advise({}, "the runtime cannot be made"), /apt-get install uidmap/);
  assert.doesNotMatch(advise({ "usr/bin/newuidmap": "" }, "the runtime cannot be made"), /uidmap/);
  assert.match(advise({}, "bubblewrap is not installed"), /apt-get install bubblewrap/);
});

test("this machine is read as it is", () => {
  const here = readMachine(tmpdir());
  const status = readFileSync("/proc/self/status", "utf8");
  assert.equal(here.isRoot, asRoot);
  assert.equal(here.seccompFiltered, /^Seccomp:\t2$/m.test(status));
  assert.equal(here.maxUserNs, readFileSync("/proc/sys/user/max_user_namespaces", "utf8").trim());
  if (asRoot) assert.equal(here.hasOwnCgroup, undefined);
});

test(
  "a real noexec mount, a real hidden /proc and a real zero are read",
  { skip: !asRoot && "as an ordinary user: only root mounts and makes namespaces at will" },
  () => {
    const script = `import { readMachine } from ${JSON.stringify(join(import.meta.dirname, "read-machine.ts"))}; const m = readMachine(process.argv[1]); console.log(JSON.stringify([m.noexecMount, m.hiddenProc, m.maxUserNs]));`;
    const folder = mkdtempSync(join(tmpdir(), "stoa-noexec-"));
    after(() => rmSync(folder, { recursive: true }));
    // In namespaces of its own, so that nothing of this machine changes.
    const set = `mount -t tmpfs -o noexec none ${folder} && mount -t tmpfs none /proc/fs && echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"`;
    const command = ["--user", "--map-root-user", "--mount", "--pid", "--fork", "--mount-proc", "sh", "-ec", set, "sh", process.execPath];
    const said = execFileSync("unshare", [...command, "--input-type=module", "-e", script, join(folder, "data")], { encoding: "utf8" });
    const [noexec, hidden, most] = JSON.parse(said) as (string | undefined)[];
    assert.deepEqual([noexec, hidden, most], [folder, "covered", "0"]);
    assert.match(diagnose("bubblewrap is not installed", folder), /apt-get install bubblewrap/);
  },
);
