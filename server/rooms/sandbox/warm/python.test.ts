import assert from "node:assert/strict";
import { test } from "node:test";
import { spawnSync } from "node:child_process";
import type { BoxSpec, WarmWish } from "../box.ts";
import type { Outcome } from "../conformance/subject.ts";
import { otherCustomer, WarmPlace } from "./testing.ts";

const place = await WarmPlace.open("python");
const modules = ["json", "ssl", "urllib.request", "logging", "random", "csv"];

const looksAround = `
import json, os, sys, time, signal
said = {
  "argv": sys.argv, "path": sys.path, "orig": sys.orig_argv, "main": {k: str(v) for k, v in globals().items() if k.startswith("__") and k not in ("__builtins__", "__loader__")},
  "loader": type(__loader__).__name__, "is_main": sys.modules["__main__"].__dict__ is globals(),
  "env": dict(os.environ), "cwd": os.getcwd(), "fds": sorted(int(n) for n in os.listdir("/proc/self/fd") if os.path.exists("/proc/self/fd/" + n)),
  "umask": os.umask(0o22), "tz": time.strftime("%Z"), "threads": len(os.listdir("/proc/self/task")), "uid": os.getuid(),
  "signals": [str(signal.getsignal(n)) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGCHLD)],
  "tmp": os.listdir("/tmp"), "status": [l for l in open("/proc/self/status") if l.startswith(("Cap", "NoNew", "Seccomp", "Uid", "Gid"))],
  "exe": sys.executable, "flags": str(sys.flags), "limits": open("/proc/self/limits").read(), "cmdline": open("/proc/self/cmdline").read().split("\\0")[-4:],
}
print(json.dumps(said))
print("err", file=sys.stderr)
os.write(3, b"count created 1\\n")
`;

test("a program started warm sees what it sees when started cold", async () => {
  const { cold, warm } = await place.both(place.spec(place.write(looksAround), { modules }));
  assert.deepEqual(JSON.parse(warm.stdout), JSON.parse(cold.stdout));
  assert.deepEqual([warm.stderr, warm.messages, warm.end.exitCode], [cold.stderr, cold.messages, 0]);
});

const marks = `
import os, sys, random, secrets, tempfile, json, ssl, uuid, urllib.request, threading
dirty = [name for name in ("/tmp/mark", "/dev/shm/mark", "/run/mark") if os.path.exists(name)]
dirty += ["module"] if hasattr(json, "mark") else []
dirty += ["environment"] if "MARK" in os.environ else []
dirty += ["memory"] if any(isinstance(one, dict) and one.get("canary-of-the-other-run") for one in __import__("gc").get_objects()) else []
dirty += ["thread"] if threading.active_count() > 1 else []
dirty += ["descriptor"] if len([n for n in os.listdir("/proc/self/fd") if os.path.exists("/proc/self/fd/" + n)]) > 4 else []
for name in ("/tmp/mark", "/dev/shm/mark", "/run/mark"): open(name, "w").write("x")
json.mark = json.loads('{"canary-of-the-other-run": true}')
json.dumps = None
os.environ["MARK"] = os.environ.get("SECRET", "")
os.open("/proc/self/status", os.O_RDONLY)
threading.Thread(target=lambda: __import__("time").sleep(0.05), daemon=True).start()
out = [dirty, random.random(), random.SystemRandom().random(), secrets.token_hex(), str(uuid.uuid4()), ssl.RAND_bytes(16).hex(), next(tempfile._get_candidate_names()), os.getpid()]
print(str(out))
`;

test("nothing of one run is in the next: files, memory, modules, environment, descriptors, threads, randomness", async () => {
  const folder = place.write(marks);
  const spec = (): BoxSpec => place.spec(folder, { modules: ["json", "ssl", "random", "uuid", "tempfile", "urllib.request", "secrets"] });
  await place.untilWarm(spec());
  const seen = await Promise.all([1, 2, 3, 4, 5].map(() => place.run(spec())));
  assert.deepEqual(
    seen.map(({ warm, end, stderr }) => [warm, end.exitCode, stderr]),
    seen.map(() => [true, 0, ""]),
  );
  const all = seen.map(({ stdout }) => stdout.trim().slice(1, -1).split(", "));
  for (const [dirty] of all) assert.equal(dirty, "[]");
  for (const at of [1, 2, 3, 4, 5, 6])
    assert.equal(new Set(all.map((one) => one[at])).size, all.length, `randomness ${at}: ${all.map((one) => one[at]).join(" ")}`);
});

test("an error, an exit code, a signal and what was left open come out as they do cold", async () => {
  const programs = [
    "import json\ndef f(): return json.loads('{')\nf()",
    "import sys\nprint('half', end='')\nsys.exit('no')",
    "import sys\nsys.exit(7)",
    "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "f = open('/tmp/kept', 'w'); f.write('unflushed')\nimport atexit, os\natexit.register(lambda: print(os.path.getsize('/tmp/kept')))",
    "import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.2), print('late'))).start()",
    "class A:\n  def __del__(self): print('gone')\na = A()\n1/0",
    "import subprocess, multiprocessing as m\nprint(subprocess.run(['sh', '-c', 'echo $GREETING; exit 3']).returncode)\np = m.Process(target=print, args=('child',)); p.start(); p.join()",
    "def f(:\n",
    "import asyncio\nasync def main(): await asyncio.sleep(0.01); print('slept')\nasyncio.run(main())",
    "x = [bytearray(1 << 20) for _ in range(40)]; print(len(x)); del x; print([str(n) * 1000 for n in range(20000)][-1][:5])",
  ];
  for (const source of programs) {
    const { cold, warm } = await place.both(place.spec(place.write(source), { modules: ["json"] }));
    const told = ({ stdout, stderr, end }: Outcome): unknown => [stdout, stderr, end.exitCode, end.signal, end.hit];
    assert.deepEqual(told(warm), told(cold), source);
  }
});

test("-m, options of the interpreter and modules of one's own", async () => {
  const folder = place.write("", {
    "own.py": "import sys\nprint(__name__, sys.argv, sys.flags.dont_write_bytecode, sys.path[0])",
    "shared.py": "value = 1",
  });
  const { cold, warm } = await place.both(place.spec(folder, { words: ["python3", "-B", "-u", "-m", "own", "a"], modules: ["shared"] }));
  assert.deepEqual([warm.stdout, warm.stderr], [cold.stdout, cold.stderr]);
  assert.match(warm.stdout, /^__main__ \['\/app\/own\.py', 'a'\] 1 \/app/);
});

test("one customer's, and one release's, is never another's", async () => {
  const [one, two] = [place.write("print('one')"), place.write("print('two')")];
  const spec = (folder: string, customer: string): BoxSpec => place.spec(folder, { owner: customer }, { customer });
  await place.untilWarm(spec(one, "a"));
  assert.equal((await place.run(spec(one, otherCustomer))).warm, false);
  await place.sandbox.prepared();
  const before = place.sandbox.warm().images;
  assert.equal((await place.run(spec(two, "a"))).warm, false);
  assert.equal(place.sandbox.warm().images, before - 1, "the release of before is dropped");
  assert.equal((await place.untilWarm(spec(two, "a"))).stdout, "two\n");
});

test("an image is right wherever the kernel put the pieces of its process", async () => {
  const source = `
import json, ssl, sys, threading
x, y = [bytearray(5000) for _ in range(2000)], {str(i): [i] * 10 for i in range(10000)}
def deep(n): return 0 if n == 0 else 1 + deep(n - 1)
sys.setrecursionlimit(5000)
all = [threading.Thread(target=lambda: sum(range(10000))) for _ in range(4)]
for one in all: one.start()
for one in all: one.join()
print(deep(4000), len(json.dumps(y)))`;
  const folder = place.write(source);
  const customers = Array.from({ length: 8 }, (_, index) => `layout-${index}`);
  const seen = await Promise.all(
    customers.map((customer) =>
      place.untilWarm(place.spec(folder, { owner: customer, modules: ["json", "ssl", "threading"] }, { customer })),
    ),
  );
  assert.equal(new Set(seen.map(({ stdout, stderr, end }) => `${stdout}${stderr}${end.exitCode}`)).size, 1);
  assert.match(seen[0]?.stdout ?? "", /^4000 \d+\n$/);
});

test("what cannot be prepared is started cold, and the operator is told why", async () => {
  const reasons: [string, Partial<WarmWish>, RegExp][] = [
    ["", { modules: ["nothing_of_the_kind"] }, /nothing_of_the_kind cannot be imported: ModuleNotFoundError/],
    [
      "import threading, time\nthreading.Thread(target=time.sleep, args=(20,), daemon=True).start()",
      { modules: ["shared"] },
      /a module starts a thread/,
    ],
    ["kept = open('/etc/passwd')", { modules: ["shared"] }, /keeps a file or a socket open/],
    ["import mmap\nkept = mmap.mmap(-1, 4096)", { modules: ["shared"] }, /memory is shared/],
    ["import os\nos.kill(os.getpid(), 9)", { modules: ["shared"] }, /ended with/],
    ["import os\nos._exit(0)", { modules: ["shared"] }, /cannot be taken up/],
  ];
  for (const [shared, wish, reason] of reasons) {
    const spec = place.spec(place.write("print('cold')", { "shared.py": shared }), wish);
    for (const _ of [1, 2]) {
      const seen = await place.run(spec);
      assert.deepEqual([seen.warm, seen.stdout], [false, "cold\n"]);
      await place.sandbox.prepared();
    }
    assert.match(place.sandbox.warm().reasons.at(-1) ?? "", reason);
  }
});

test("a lying image harms its own run only, and no lie makes it more than a program in a box", async () => {
  const shared = "import os\nos.write(3, b'not an image' * 1000)\nos._exit(0)";
  const spec = place.spec(place.write("print('cold')", { "shared.py": shared }), { modules: ["shared"] });
  assert.equal((await place.run(spec)).stdout, "cold\n");
  await place.sandbox.prepared();
  assert.equal((await place.run(spec)).warm, false);
});

test("no secret and no environment of a run is in what is prepared", async () => {
  const spec = place.spec(place.write("print(1)"), { owner: "secretive" });
  spec.env["SECRET"] = "canary-4711-canary";
  await place.untilWarm(spec);
  const { status } = spawnSync("grep", ["-rq", "canary-4711-canary", place.dataDir]);
  assert.equal(status, 1);
  assert.equal(
    spawnSync("grep", ["-rq", "/app/main.py\\|/cache/prepare.py", place.dataDir]).status,
    0,
    "control: what is prepared can be searched",
  );
});
