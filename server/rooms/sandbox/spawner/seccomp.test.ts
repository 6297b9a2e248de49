import assert from "node:assert/strict";
import { test } from "node:test";
import { dockerDenies } from "./docker-denies.ts";
import { seccompFilter } from "./seccomp.ts";
import { absent, forbidden, judged, lastKnown, machines, type Machine } from "./syscalls.ts";

/** Runs a filter as the kernel would: classic BPF over struct seccomp_data. Only what the generator emits. */
function judge(filter: Buffer, call: { audit: number; number: number; args?: bigint[] }): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(call.number >>> 0, 0);
  data.writeUInt32LE(call.audit, 4);
  call.args?.forEach((arg, index) => data.writeBigUInt64LE(BigInt.asUintN(64, arg), 16 + 8 * index));
  let accumulator = 0;
  for (let at = 0; at < filter.length / 8; at++) {
    const code = filter.readUInt16LE(at * 8);
    const [yes, no, k] = [filter.readUInt8(at * 8 + 2), filter.readUInt8(at * 8 + 3), filter.readUInt32LE(at * 8 + 4)];
    if (code === 0x20) accumulator = data.readUInt32LE(k);
    else if (code === 0x54) accumulator = (accumulator & k) >>> 0;
    else if (code === 0x15) at += accumulator === k ? yes : no;
    else if (code === 0x35) at += accumulator >= k ? yes : no;
    else if (code === 0x45) at += (accumulator & k) !== 0 ? yes : no;
    else if (code === 0x06) return k;
    else throw new Error(`unknown instruction ${code}`);
  }
  throw new Error("the filter does not end");
}

const allow = 0x7fff0000;
const errno = (number: number): number => 0x00050000 | number;

for (const machine of ["x64", "arm64"] as Machine[]) {
  const { audit, column } = machines[machine];
  const filter = seccompFilter(machine);
  const ask = (number: number | null, ...args: (bigint | number)[]): number =>
    judge(filter, { audit, number: number ?? -1, args: args.map(BigInt) });

  test(`${machine}: what is forbidden or absent says so, everything else is allowed`, () => {
    const special = new Set<number | null>();
    for (const [table, answer] of [
      [forbidden, 1],
      [absent, 38],
    ] as const) {
      for (const [name, numbers] of Object.entries(table)) {
        special.add(numbers[column]);
        if (numbers[column] !== null) assert.equal(ask(numbers[column]), errno(answer), name);
      }
    }
    for (const numbers of Object.values(judged)) special.add(numbers[column]);
    for (let number = 0; number <= lastKnown; number++) if (!special.has(number)) assert.equal(ask(number), allow, String(number));
    for (const number of [lastKnown + 1, 4242, -1]) assert.equal(ask(number), errno(38), String(number));
  });

  test(`${machine}: arguments decide`, () => {
    const call = (name: keyof typeof judged): number | null => judged[name][column];
    assert.equal(ask(call("clone"), 0x003d0f00), allow);
    for (const flag of [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000])
      assert.equal(ask(call("clone"), flag | 17), errno(1), flag.toString(16));
    for (const domain of [1, 2, 10]) assert.equal(ask(call("socket"), domain, 1 | 0o2000000, 0), allow);
    assert.equal(ask(call("socket"), 2, 3 | 0o2000000, 1), errno(1));
    assert.equal(ask(call("socket"), 10, 3, 58), errno(1));
    assert.deepEqual(
      [ask(call("socket"), 16, 3, 0), ask(call("socket"), 16, 3, 9), ask(call("socket"), 17, 3, 0), ask(call("socket"), 40, 1, 0)],
      [allow, errno(1), errno(97), errno(97)],
    );
    assert.deepEqual(
      [ask(call("ioctl"), 0, 0x5412), ask(call("ioctl"), 0, 0x541c), ask(call("ioctl"), 0, 0x5401), ask(call("ioctl"), 0, 0x100005412n)],
      [errno(1), errno(1), allow, errno(1)],
    );
    assert.deepEqual(
      [ask(call("fchmodat"), 0, 0, 0o755), ask(call("fchmodat"), 0, 0, 0o4755), ask(call("fchmod"), 0, 0o2755)],
      [allow, errno(1), errno(1)],
    );
    const [created, inTmp] = [0o101, 0o20200001];
    assert.deepEqual(
      [ask(call("openat"), 0, 0, 0, 0o4755), ask(call("openat"), 0, 0, created, 0o755), ask(call("openat"), 0, 0, created, 0o4755)],
      [allow, allow, errno(1)],
    );
    assert.deepEqual(
      [ask(call("openat"), 0, 0, inTmp, 0o2755), ask(call("mknodat"), 0, 0, 0o104755), ask(call("mknodat"), 0, 0, 0o100755)],
      [errno(1), errno(1), allow],
    );
    assert.deepEqual([ask(call("setpriority"), 0, 0, -20), ask(call("setpriority"), 0, 0, 19)], [errno(13), allow]);
    assert.deepEqual(
      [0, 8, 0x20000, 0x20008, 0xffffffff, 0x400000, 0x40000].map((one) => ask(call("personality"), one)),
      [allow, allow, allow, allow, allow, errno(1), errno(1)],
    );
  });

  test(`${machine}: another machine's calls kill`, () => {
    assert.equal(judge(filter, { audit: 0x40000003, number: 0 }), 0x80000000);
  });
}

test("x64: the x32 calls do not exist", () => {
  const { audit } = machines.x64;
  for (const number of [0x40000000, 0x40000000 + 272]) assert.equal(judge(seccompFilter("x64"), { audit, number }), errno(38));
});

/** What Docker's default refuses and we do not, and why that is right. */
const allowedHere: Record<string, string> = {
  mbind:
    "where memory of one's own lies; Docker ties it to CAP_SYS_NICE because processes there may share a cpuset, here a slot has its own limits",
  set_mempolicy: "as mbind; numeric libraries and the JVM ask for it at their start",
  get_mempolicy: "as mbind",
  set_mempolicy_home_node: "as mbind",
};

for (const machine of ["x64", "arm64"] as Machine[]) {
  test(`${machine}: everything that Docker's default profile refuses is refused, but for what is justified`, () => {
    const { audit, column } = machines[machine];
    const filter = seccompFilter(machine);
    const allowed = Object.entries(dockerDenies).filter(
      ([, numbers]) => numbers[column] !== null && judge(filter, { audit, number: numbers[column] }) === allow,
    );
    assert.deepEqual(allowed.map(([name]) => name).toSorted(), Object.keys(allowedHere).toSorted());
  });
}

test("Docker lists at least the calls that make a container a container", () => {
  for (const name of ["mount", "unshare", "setns", "bpf", "keyctl", "userfaultfd", "io_uring_setup", "perf_event_open"])
    assert.ok(name in dockerDenies, name);
});
