import { absent, forbidden, judged, lastKnown, machines, type Machine } from "./syscalls.ts";

interface Instruction {
  code: number;
  k: number;
  jt?: number;
  jf?: number;
}

const load = 0x20;
const and = 0x54;
const equal = 0x15;
const atLeast = 0x35;
const anyBit = 0x45;
const give = 0x06;

const allow = 0x7fff0000;
const kill = 0x80000000;
const EPERM = 1;
const EACCES = 13;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;
const errno = (number: number): number => 0x00050000 | number;

const arg = (index: number): Instruction => ({ code: load, k: 16 + 8 * index });
const ret = (k: number): Instruction => ({ code: give, k });
/** Runs `body` when the loaded word equals `k`, else goes on behind it. */
const when = (k: number, body: Instruction[]): Instruction[] => [{ code: equal, k, jt: 0, jf: body.length }, ...body];
const ifBits = (k: number, body: Instruction[]): Instruction[] => [{ code: anyBit, k, jt: 0, jf: body.length }, ...body];

/** CLONE_NEWNS, CGROUP, UTS, IPC, USER, PID, NET. NEWTIME shares its bit with the exit signal and cannot be given to clone. */
const newNamespaces = 0x7e020000;
const setIds = 0o6000;
/** O_CREAT, and the bit of O_TMPFILE that is its own. */
const creates = 0o20000100;
const negative = 0x80000000;
/** Linux, its 32-bit form, and both with the old version numbers; asking. What Docker allows, too. */
const personalities = [0, 8, 0x20000, 0x20008, 0xffffffff];
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
const families = { unix: 1, inet: 2, inet6: 10, netlink: 16 };

function judgeSocket(): Instruction[] {
  const plainType = [
    arg(1),
    { code: and, k: 0xf },
    ...when(1, [ret(allow)]),
    ...when(2, [ret(allow)]),
    ...when(5, [ret(allow)]),
    ret(errno(EPERM)),
  ];
  return [
    arg(0),
    ...when(families.unix, [ret(allow)]),
    ...when(families.inet, plainType),
    ...when(families.inet6, plainType),
    ...when(families.netlink, [arg(2), ...when(0, [ret(allow)]), ret(errno(EPERM))]),
    ret(errno(EAFNOSUPPORT)),
  ];
}

function judge(name: keyof typeof judged): Instruction[] {
  if (name === "clone") return [arg(0), ...ifBits(newNamespaces, [ret(errno(EPERM))]), ret(allow)];
  if (name === "socket") return judgeSocket();
  if (name === "ioctl") return [arg(1), ...when(TIOCSTI, [ret(errno(EPERM))]), ...when(TIOCLINUX, [ret(errno(EPERM))]), ret(allow)];
  if (name === "personality") return [arg(0), ...personalities.flatMap((one) => when(one, [ret(allow)])), ret(errno(EPERM))];
  if (name === "setpriority") return [arg(2), ...ifBits(negative, [ret(errno(EACCES))]), ret(allow)];
  const withoutSetIds = [arg(modeAt[name]), ...ifBits(setIds, [ret(errno(EPERM))]), ret(allow)];
  // Without these flags the mode is not looked at, and may be anything.
  if (name === "open" || name === "openat") return [arg(modeAt[name] - 1), ...ifBits(creates, withoutSetIds), ret(allow)];
  return withoutSetIds;
}

/** Which argument is the mode of a file. */
const modeAt = { chmod: 1, fchmod: 1, fchmodat: 2, fchmodat2: 2, open: 2, openat: 3, creat: 1, mknod: 1, mknodat: 2 };

/**
 * The seccomp program of a box as bytes for bubblewrap's --seccomp (struct sock_filter, 8 bytes an instruction): no new namespaces, no
 * mounts, no tracing, keys, bpf, perf, userfaultfd or io_uring, no raw or packet sockets, no set-id bits (they would outlive the box in
 * a writable folder). Source: linux/seccomp.h, linux/filter.h.
 */
export function seccompFilter(machine: Machine): Buffer {
  const { audit, column } = machines[machine];
  const program: Instruction[] = [{ code: load, k: 4 }, { code: equal, k: audit, jt: 1, jf: 0 }, ret(kill), { code: load, k: 0 }];
  // The x32 calls lie above all others.
  program.push({ code: atLeast, k: lastKnown + 1, jt: 0, jf: 1 }, ret(errno(ENOSYS)));
  const bodies = new Map<number | null, Instruction[]>();
  for (const name of Object.keys(judged) as (keyof typeof judged)[]) bodies.set(judged[name][column], judge(name));
  for (const numbers of Object.values(forbidden)) bodies.set(numbers[column], refused);
  for (const numbers of Object.values(absent)) bodies.set(numbers[column], missing);
  bodies.delete(null);
  return assemble([...program, ...choose(casesOf(bodies as Map<number, Instruction[]>))]);
}

const refused = [ret(errno(EPERM))];
const missing = [ret(errno(ENOSYS))];

/** Numbers next to each other that are answered alike. */
interface Case {
  first: number;
  last: number;
  body: Instruction[];
}

function casesOf(bodies: ReadonlyMap<number, Instruction[]>): Case[] {
  const cases: Case[] = [];
  for (const [number, body] of [...bodies].toSorted(([one], [other]) => one - other)) {
    const before = cases.at(-1);
    if (before?.body === body && before.last + 1 === number) before.last = number;
    else cases.push({ first: number, last: number, body });
  }
  return cases;
}

function answer({ first, last, body }: Case): Instruction[] {
  if (first === last) return when(first, body);
  return [{ code: atLeast, k: first, jt: 0, jf: 1 + body.length }, { code: atLeast, k: last + 1, jt: body.length, jf: 0 }, ...body];
}

/**
 * Finds the case of the loaded number by halves, and allows what has none. The kernel puts every number there is through a new filter, to know
 * which it need not ask about: one after another that took longer than starting a process.
 */
function choose(cases: readonly Case[]): Instruction[] {
  if (cases.length <= 2) return [...cases.flatMap(answer), ret(allow)];
  const half = cases.length >> 1;
  const below = choose(cases.slice(0, half));
  // A jump reaches over 255 instructions; more would not be written.
  return [{ code: atLeast, k: cases[half]?.first ?? 0, jt: below.length, jf: 0 }, ...below, ...choose(cases.slice(half))];
}

function assemble(program: Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(({ code, k, jt = 0, jf = 0 }, index) => {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(jt, index * 8 + 2);
    bytes.writeUInt8(jf, index * 8 + 3);
    bytes.writeUInt32LE(k >>> 0, index * 8 + 4);
  });
  return bytes;
}

/** This machine by the filter's names, or undefined where no filter is known. */
export function thisMachine(): Machine | undefined {
  return process.arch === "x64" || process.arch === "arm64" ? process.arch : undefined;
}
