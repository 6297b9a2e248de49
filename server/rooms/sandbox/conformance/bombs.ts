import assert from "node:assert/strict";
import { test } from "node:test";
import { processesWith } from "./escape/find-process.ts";
import { noCpuLimit, onlyWatched } from "./lacking.ts";
import { outcomeOf, run, specOf, type Changes, type Subject } from "./subject.ts";

/** A perl program that does one thing until it cannot, and says how often and why. */
const untilRefused = (act: string): string[] => [
  "/usr/bin/perl",
  "-e",
  `my (@kept, $fd, $file); my $n = 0; while (1) { my $f; ${act} or last; push @kept, $f if $f; $n++ } print "$n ", $! + 0, "\\n"; exit 1`,
];

/** Everything a program can pile up is counted somewhere, and ends the box or is refused. */
export function testBombs(subject: Subject): void {
  const watched = onlyWatched(subject, "memory");
  const small: Changes = { limits: { memoryBytes: 48 << 20, tmpBytes: 512 << 20, wallMs: 60_000 } };

  for (const folder of ["/dev/shm", "/tmp", "/run"]) {
    test(`files in ${folder} count as memory`, { skip: watched }, async () => {
      const { end } = await run(subject, `head -c 300000000 /dev/zero > ${folder}/big; echo still here`, small);
      assert.equal(end.hit, "memory");
    });
  }

  test("memory behind a descriptor counts", { skip: watched }, async () => {
    const memfd = process.arch === "arm64" ? 279 : 319;
    const open = `$fd //= syscall(${memfd}, my $name = "x", 0); $file or open($file, ">&=", $fd) or die;`;
    const { end } = await run(subject, untilRefused(`do { ${open} syswrite $file, "x" x 1_000_000 }`), small);
    assert.equal(end.hit, "memory");
  });

  test("what sockets hold counts", { skip: watched }, async () => {
    const fill = `for my $s ($a, $b) { fcntl($s, F_SETFL, O_NONBLOCK); 1 while syswrite $s, "x" x 65536 } push @k, $a, $b`;
    const each = `for (1 .. 100) { socketpair(my $a, my $b, AF_UNIX, SOCK_STREAM, 0) or last; ${fill} }`;
    const { end } = await run(
      subject,
      ["/usr/bin/perl", "-MSocket", "-MFcntl", "-e", `for (1 .. 16) { last if !fork } ${each} sleep 5`],
      small,
    );
    assert.equal(end.hit, "memory");
  });

  test("a bomb of empty files ends: they take memory, or room for files", { skip: watched }, async () => {
    const bomb = untilRefused(`(open($file, ">", "/tmp/$n") and close $file)`);
    const { end } = await run(subject, bomb, { limits: { ...small.limits, wallMs: 20_000, graceMs: 0 } });
    // A file takes gVisor so long to make that the clock may come first.
    const ends = subject.sandbox.capabilities.tier === "gvisor" ? ["memory", "tmp", "wall"] : ["memory", "tmp"];
    assert.ok(ends.includes(String(end.hit)), String(end.hit));
  });

  test("a bomb of descriptors is refused", async () => {
    const { stdout } = await run(subject, untilRefused(`open($f, "<", "/dev/null")`), { limits: { openFiles: 64 } });
    const [count, error] = stdout.split(" ").map(Number);
    assert.ok(count !== undefined && count > 40 && count <= 64, stdout);
    assert.equal(error, 24);
  });

  test("many busy processes get no more than the share of one", { skip: noCpuLimit(subject) }, async () => {
    const { end } = await run(subject, "for i in 1 2 3 4 5 6; do (while :; do :; done) & done; wait", {
      limits: { cpuPercent: 50, wallMs: 3_000, graceMs: 0 },
    });
    assert.equal(end.hit, "wall");
    assert.ok(end.usage.cpuMicros < end.usage.wallMs * 1_000 * 0.65, JSON.stringify(end.usage));
  });
}

/** Programs that will not go: forked twice, in sessions of their own, deaf to SIGTERM. */
const stayers = (mark: string): string => `
  for i in 1 2 3; do (trap '' TERM HUP INT; setsid bash -c "trap '' TERM; sleep ${mark} & wait" >/dev/null 2>&1 3>&- &) ; done
  trap '' TERM; setsid sleep ${mark} >/dev/null 2>&1 3>&- & sleep 0.3; echo up`;

/** However a box ends, none of its processes is there afterwards. */
export function testNothingLeft(subject: Subject): void {
  const local = subject.local ? false : "this tier: its processes are not the machine's";
  const ways: [string, string, (box: { stop(why: "cancel"): void; kill(): void }) => void, Changes["limits"]][] = [
    ["by itself", "exit 0", () => {}, {}],
    ["by an order to stop", "sleep 100", (box) => box.stop("cancel"), { graceMs: 200 }],
    ["by an order to die", "sleep 100", (box) => box.kill(), {}],
    ["by its time", "sleep 100", () => {}, { wallMs: 1_500, graceMs: 200 }],
  ];
  ways.forEach(([how, last, act, limits], index) => {
    test(`nothing is left of a box that ends ${how}`, { skip: local }, async () => {
      const mark = `47${process.pid}.${index}`;
      const box = await subject.sandbox.start(specOf(subject, `${stayers(mark)}; ${last}`, { limits: limits ?? {} }));
      await new Promise((resolve) => box.stdout.once("data", resolve));
      if (last !== "exit 0") assert.ok((await processesWith(mark)).length >= 4, "they are there while the box is");
      act(box);
      await outcomeOf(box);
      assert.deepEqual(await processesWith(mark), []);
    });
  });
}
