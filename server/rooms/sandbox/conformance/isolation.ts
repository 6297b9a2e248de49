import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { outcomeOf, run, specOf, tryCalls, type Subject } from "./subject.ts";

const numbers =
  process.arch === "arm64"
    ? {
        unshare: 97,
        mount: 40,
        ptrace: 117,
        keyctl: 219,
        bpf: 280,
        perf: 241,
        userfaultfd: 282,
        io_uring: 425,
        clone3: 435,
        socket: 198,
        setns: 268,
        kexec: 104,
        module: 105,
        chroot: 51,
        open_tree: 428,
        clone: 220,
      }
    : {
        unshare: 272,
        mount: 165,
        ptrace: 101,
        keyctl: 250,
        bpf: 321,
        perf: 298,
        userfaultfd: 323,
        io_uring: 425,
        clone3: 435,
        socket: 41,
        setns: 308,
        kexec: 246,
        module: 175,
        chroot: 161,
        open_tree: 428,
        clone: 56,
      };

const refusals: { name: string; number: number; args: string; errno: number }[] = [
  { name: "unshare user", number: numbers.unshare, args: "0x10000000", errno: 1 },
  { name: "clone with a user namespace", number: numbers.clone, args: "0x10000011, 0, 0, 0, 0", errno: 1 },
  { name: "clone3", number: numbers.clone3, args: "0, 0", errno: 38 },
  { name: "mount", number: numbers.mount, args: "$none, $tmp, $type, 0, 0", errno: 1 },
  { name: "open_tree", number: numbers.open_tree, args: "-100, $tmp, 1", errno: 1 },
  { name: "chroot", number: numbers.chroot, args: "$tmp", errno: 1 },
  { name: "setns", number: numbers.setns, args: "0, 0", errno: 1 },
  { name: "ptrace", number: numbers.ptrace, args: "0, 0, 0, 0", errno: 1 },
  { name: "keyctl", number: numbers.keyctl, args: "0, 0", errno: 1 },
  { name: "bpf", number: numbers.bpf, args: "0, 0, 0", errno: 1 },
  { name: "perf_event_open", number: numbers.perf, args: "0, 0, 0, 0, 0", errno: 1 },
  { name: "userfaultfd", number: numbers.userfaultfd, args: "0", errno: 1 },
  { name: "io_uring", number: numbers.io_uring, args: "1, 0", errno: 38 },
  { name: "kexec", number: numbers.kexec, args: "0, 0, 0, 0", errno: 1 },
  { name: "module", number: numbers.module, args: "0, 0, 0", errno: 1 },
  { name: "packet socket", number: numbers.socket, args: "17, 3, 0", errno: 97 },
  { name: "raw socket", number: numbers.socket, args: "2, 3, 1", errno: 1 },
  { name: "audit socket", number: numbers.socket, args: "16, 3, 9", errno: 1 },
  { name: "vsock", number: numbers.socket, args: "40, 1, 0", errno: 97 },
];

/** What a program can see of the machine and do to it: nothing. */
export function testIsolation(subject: Subject): void {
  for (const { name, number, args, errno } of refusals) {
    test(`refused: ${name}`, async () => {
      const { stdout } = await run(subject, tryCalls([{ name: "call", number, args }]));
      assert.equal(stdout, `call -1 ${errno}\n`);
    });
  }

  test("the machine's files, other boxes and other processes are not there", async () => {
    const secret = await mkdtemp(join(tmpdir(), "stoa-secret-"));
    await writeFile(join(secret, "x"), "secret", { mode: 0o644 });
    const paths = [
      join(secret, "x"),
      import.meta.dirname,
      "/var/lib/stoa",
      "/run/postgresql",
      "/var/run/postgresql",
      "/root/.ssh",
      "/sys/fs/cgroup",
      "/dev/vda",
      "/dev/mem",
      "/dev/pts/0",
    ];
    // Kernels that have a kcore show its name to everybody, its bytes to nobody.
    const other = await subject.sandbox.start(specOf(subject, "touch /tmp/mine /dev/shm/mine; echo up; sleep 20"));
    await new Promise((resolve) => other.stdout.once("data", resolve));
    const { stdout } = await run(
      subject,
      `for path in ${paths.join(" ")}; do [ -e $path ] && [ -s $path -o -d $path ] && echo "there: $path"; done; ls /tmp /dev/shm; cat /etc/shadow 2>&1 | grep -c '^root:[^*!:]'; head -c 1 /proc/kcore 2>/dev/null; cd /proc; echo [0-9]*`,
    );
    other.stop("cancel");
    await outcomeOf(other);
    assert.match(stdout, /^\/dev\/shm:\n\n\/tmp:\n0\n1 2\n$/);
    await rm(secret, { recursive: true });
  });
}

/** What the machine sees of a program, and what the program can leave behind. */
export function testOutside(subject: Subject): void {
  test(
    "the program is nobody outside, without capabilities, filtered, and its secrets are in no argument list",
    { skip: !subject.local && "this tier: its processes are not the machine's" },
    async () => {
      const box = await subject.sandbox.start(
        specOf(subject, "echo up; exec sleep 4242.4242", { env: { PATH: "/usr/bin:/bin", TOKEN: "canary-9d1f" } }),
      );
      await new Promise((resolve) => box.stdout.once("data", resolve));
      const { all, program } = await seen("sleep\u00004242.4242");
      const field = (name: string): string[] => (new RegExp(`^${name}:\\s+(.*)$`, "m").exec(program.status)?.[1] ?? "").split(/\s+/);
      const uids = new Set(field("Uid"));
      assert.equal(uids.size, 1);
      const uid = Number([...uids][0]);
      if (subject.sandbox.capabilities.uidPerSlot) {
        assert.ok(uid >= 700_000, String(uid));
        const users = await readFile("/etc/passwd", "utf8");
        assert.equal(
          users.split("\n").some((line) => line.split(":")[2] === String(uid)),
          false,
        );
      } else assert.equal(uid, process.getuid?.());
      for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]) assert.equal(Number(`0x${field(set)[0]}`), 0, set);
      assert.deepEqual([field("NoNewPrivs")[0], field("Seccomp")[0]], ["1", "2"]);
      assert.deepEqual(
        all.filter(({ command }) => command.includes("canary-9d1f")).map(({ command }) => command),
        [],
      );
      box.stop("cancel");
      await outcomeOf(box);
    },
  );

  test("there is no network", async () => {
    const { stdout } = await run(
      subject,
      "for t in 1.1.1.1/80 169.254.169.254/80 10.0.0.1/80 127.0.0.1/5432; do (echo > /dev/tcp/$t) 2>&1 | grep -o 'Network is unreachable\\|Connection refused' | head -1; done; cat /proc/net/dev | grep -c : ",
    );
    assert.equal(stdout, "Network is unreachable\nNetwork is unreachable\nNetwork is unreachable\nConnection refused\n1\n");
  });

  test("set-id bits and devices cannot be made", async () => {
    const { stdout } = await run(
      subject,
      "cp /bin/true /tmp/t; chmod u+s /tmp/t 2>&1 | grep -o 'not permitted'; mknod /tmp/null c 1 3 2>&1 | grep -o 'not permitted'; mkfifo /tmp/f && echo fifo",
    );
    assert.equal(stdout, "not permitted\nnot permitted\nfifo\n");
  });
}

/** All processes of this machine once one of them bears this command: a shell that has spoken may not have become it yet. */
async function seen(command: string): Promise<{ all: Awaited<ReturnType<typeof processes>>; program: { status: string } }> {
  for (const deadline = performance.now() + 5_000; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const all = await processes();
    const program = all.find((one) => one.command.startsWith(command));
    if (program) return { all, program };
    assert.ok(performance.now() < deadline, "the program is visible outside");
  }
}

async function processes(): Promise<{ command: string; status: string }[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = (path: string): Promise<string> => readFile(path, "utf8").catch(() => "");
  return Promise.all(pids.map(async (pid) => ({ command: await read(`/proc/${pid}/cmdline`), status: await read(`/proc/${pid}/status`) })));
}
