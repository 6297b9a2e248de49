import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import type { BoxSpec } from "../box.ts";
import type { Outcome } from "../conformance/subject.ts";
import { otherCustomer, WarmPlace } from "./testing.ts";

const place = await WarmPlace.open("node", { slots: 3, megabytes: 256 });

const looksAround = `
const fs = require("node:fs");
const said = {
  argv: process.argv, execArgv: process.execArgv, env: process.env, cwd: process.cwd(), main: require.main === module, filename: __filename, title: process.title,
  fds: fs.readdirSync("/proc/self/fd").map(Number).filter((n) => n <= 3 && fs.existsSync("/proc/self/fd/" + n)), uid: process.getuid(),
  zone: new Date(0).getHours(), globals: Object.keys(globalThis), file: fs.existsSync("/run/stoa/x.json") && fs.readFileSync("/run/stoa/x.json", "utf8"),
  mode: fs.statSync("/run/stoa/x.json").mode, exe: process.execPath, tmp: fs.readdirSync("/tmp"), argv0: process.argv0, listeners: process.eventNames(),
  status: fs.readFileSync("/proc/self/status", "utf8").split("\\n").filter((l) => /^(Cap|NoNew|Seccomp|Uid|Gid)/.test(l)),
};
console.log(JSON.stringify(said));
console.error("err");
fs.writeSync(3, "count created 1\\n");
`;
const files = [{ path: "/run/stoa/x.json", data: Buffer.from('{"a":1}') }];

test("a program started warm sees what it sees when started cold", async () => {
  const { cold, warm } = await place.both(place.spec(place.write(looksAround), { modules: ["node:crypto"] }, { files }));
  assert.deepEqual(JSON.parse(warm.stdout), JSON.parse(cold.stdout));
  assert.deepEqual([warm.stderr, warm.messages, warm.end.exitCode], [cold.stderr, cold.messages, 0]);
});

test("an error, an exit code, a signal, modules, threads and children come out as they do cold", async () => {
  const programs = [
    "null.x",
    "process.exitCode = 7",
    "process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)",
    "setTimeout(() => console.log('late'), 100)",
    "const w = new (require('node:worker_threads').Worker)('console.log(\"worker\", process.execArgv.length)', { eval: true }); w.on('exit', (c) => console.log(c))",
    "const c = require('node:child_process').fork('/app/own.js', { stdio: 'inherit' }); c.on('exit', (n) => console.log(n))",
    "import('/app/own.mjs').then((m) => console.log(m.default))",
  ];
  const more = { "own.js": "console.log('forked', process.execArgv); process.exit(4)", "own.mjs": "export default 'module'" };
  for (const source of programs) {
    const { cold, warm } = await place.both(place.spec(place.write(source, more), {}));
    const told = ({ stdout, stderr, end }: Outcome): unknown => [stdout, stderr, end.exitCode, end.signal, end.hit];
    assert.deepEqual(told(warm), told(cold), source);
  }
});

test("each is used once: nothing of one run is in the next, and they share no randomness", async () => {
  const source = `
    const fs = require("node:fs"), crypto = require("node:crypto");
    const dirty = ["/tmp/mark", "/dev/shm/mark", "/run/mark"].filter(fs.existsSync).length + Number(JSON.mark ?? 0) + Number("MARK" in process.env);
    for (const name of ["/tmp/mark", "/dev/shm/mark", "/run/mark"]) fs.writeFileSync(name, "x");
    JSON.mark = 1; process.env.MARK = "x";
    console.log([dirty, Math.random(), crypto.randomUUID()].join(" "));`;
  const spec = place.spec(place.write(source), { modules: ["node:crypto"] });
  const seen: string[] = [];
  for (let count = 0; count < 3; count++) seen.push((await place.untilWarm(spec)).stdout.trim());
  const all = seen.map((line) => line.split(" "));
  for (const [dirty] of all) assert.equal(dirty, "0");
  for (const at of [1, 2]) assert.equal(new Set(all.map((one) => one[at])).size, 3);
});

test("time and processor count from the run on; its wall time is the run's", async () => {
  const preparing = "const until = Date.now() + 700; while (Date.now() < until);";
  const folder = place.write("setTimeout(() => {}, 100)", { "slow.js": preparing });
  const { end } = await place.untilWarm(place.spec(folder, { modules: ["./slow.js"] }));
  assert.ok(end.usage.cpuMicros < 500_000, String(end.usage.cpuMicros));
  const late = await place.untilWarm(place.spec(place.write("setInterval(() => {}, 1000)"), {}, { limits: { wallMs: 1_500 } }));
  assert.equal(late.end.hit, "wall");
});

/** Processes of held boxes, by their command line. */
function heldProcesses(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          /\/cache\/hold\.cjs/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ")) &&
          readFileSync(`/proc/${pid}/root/app/main.js`, "utf8").includes("our own")
        );
      } catch {
        return false;
      }
    });
}

/** Looks for a text in the memory of a process. */
const readsMemory = `
  open my $maps, "<", "/proc/$ARGV[0]/maps" or die; open my $mem, "<:raw", "/proc/$ARGV[0]/mem" or die; my $found = "not there";
  while (<$maps>) { next unless /^([0-9a-f]+)-([0-9a-f]+) rw/; my ($from, $to) = (hex $1, hex $2); next if $to - $from > 1 << 28;
    sysseek $mem, $from, 0; sysread $mem, my $data, $to - $from; $found = "there" if defined $data and index($data, $ARGV[1]) >= 0 }
  print $found`;

for (const end of ["SIGKILL", "SIGSTOP"] as const)
  test(
    `no secret is in a held process; one that gets ${end}, or of another customer or release, is not used`,
    { skip: process.getuid?.() !== 0 && "as an ordinary user: only root reads a box's memory" },
    async () => {
      const folder = place.write(`console.log('our own', process.env.SECRET) // ${end}`);
      const spec = (customer: string, more: object = {}): BoxSpec => {
        const made = place.spec(folder, { owner: `held ${customer}` }, { customer, ...more });
        made.env["SECRET"] = "canary-4712-canary";
        return made;
      };
      const first = await place.untilWarm(spec("a"));
      assert.equal(first.stdout, "our own canary-4712-canary\n");
      await place.sandbox.prepared();
      const [pid = 0, ...others] = await until(heldProcesses, (pids) => pids.length === 1);
      assert.deepEqual(others, []);
      assert.equal(spawnSync("perl", ["-e", readsMemory, String(pid), "canary-4712-canary"]).stdout.toString(), "not there");
      assert.equal(spawnSync("perl", ["-e", readsMemory, String(pid), "/cache/hold.cjs"]).stdout.toString(), "there", "control");
      assert.equal((await place.run(spec(otherCustomer))).warm, false);
      process.kill(pid, end);
      assert.equal((await place.run(spec("a"))).stdout, "our own canary-4712-canary\n");
    },
  );

async function until<T>(look: () => T, is: (seen: T) => boolean): Promise<T> {
  for (const deadline = performance.now() + 20_000; performance.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const seen = look();
    if (is(seen)) return seen;
  }
  throw new Error(`it never came to it: ${JSON.stringify(look())}`);
}

test("more programs at once than may wait: each run ends, and what is prepared is never waited for by what is to be", async () => {
  const specs = [1, 2, 3, 4].map((number) => place.spec(place.write(`console.log(${number})`), { owner: `installation ${number}` }));
  const seen = await Promise.all(specs.map((spec) => place.run(spec)));
  assert.deepEqual(
    seen.map(({ stdout }) => stdout),
    ["1\n", "2\n", "3\n", "4\n"],
  );
  await place.sandbox.prepared();
  const { held } = place.sandbox.warm();
  assert.ok(held >= 1 && held <= 2, `${held} wait where two may`);
});

test("a process that ends or hangs before it waits is not held", async () => {
  const early = place.spec(place.write("console.log('cold')", { "early.js": "process.exit(0)" }), { modules: ["./early.js"] });
  for (const _ of [1, 2]) {
    assert.equal((await place.run(early)).stdout, "cold\n");
    await place.sandbox.prepared();
  }
  // A box prepared for an earlier test, whose folder is gone by now, may fail later than this one.
  assert.match(place.sandbox.warm().reasons.join("\n"), /node could not be prepared: it ended with 0 and took no run/);
  const stuck = place.spec(place.write("console.log('cold')", { "stuck.js": "for (;;);" }), { modules: ["./stuck.js"] });
  for (const _ of [1, 2]) {
    const seen = await place.run(stuck);
    assert.deepEqual([seen.warm, seen.stdout], [false, "cold\n"]);
  }
});
