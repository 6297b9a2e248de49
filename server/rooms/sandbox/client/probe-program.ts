import { machines, type Machine } from "../spawner/syscalls.ts";

/** One system call a probe makes: numbers for x64 and arm64, arguments (text is put into the program and its address given). */
export interface ProbeCall {
  numbers: readonly [x64: number, arm64: number];
  args: (number | bigint | string | Buffer)[];
}

const base = 0x400000n;
const codeAt = 64 + 56;
const write: ProbeCall["numbers"] = [1, 64];
const exitGroup: ProbeCall["numbers"] = [231, 94];

/**
 * A static program of a few hundred bytes that makes the calls in order and writes their results to stdout, so that isolation can be probed
 * before any runtime is there. Sources: elf(5), syscall(2).
 */
export function probeProgram(machine: Machine, calls: ProbeCall[]): Buffer {
  const code = (at: bigint): { bytes: Buffer; data: Buffer } => build(machine, calls, at);
  const { length } = code(0n).bytes;
  const { bytes, data } = code(base + BigInt(codeAt + length));
  return Buffer.concat([elfHeader(machine, codeAt + bytes.length + data.length), bytes, data]);
}

/** The results in the order of the calls, out of what the program wrote. */
export function probeResults(machine: Machine, output: Buffer): number[] {
  const step = machine === "x64" ? 8 : 16;
  const results: number[] = [];
  for (let at = output.length - step; at >= 0; at -= step) results.push(Number(output.readBigInt64LE(at)));
  return results;
}

function build(machine: Machine, calls: ProbeCall[], dataAt: bigint): { bytes: Buffer; data: Buffer } {
  const parts: Buffer[] = [];
  const data: Buffer[] = [];
  let offset = 0n;
  const { column } = machines[machine];
  const one = machine === "x64" ? callX64 : callArm64;
  for (const { numbers, args } of calls) {
    const values = args.map((arg) => {
      if (typeof arg === "number" || typeof arg === "bigint") return BigInt(arg);
      const bytes = typeof arg === "string" ? Buffer.from(`${arg}\0`) : arg;
      data.push(bytes);
      offset += BigInt(bytes.length);
      return dataAt + offset - BigInt(bytes.length);
    });
    parts.push(one(numbers[column], values), pushResult[machine]);
  }
  const size = calls.length * (machine === "x64" ? 8 : 16);
  parts.push(one(write[column], [1n, "stack", BigInt(size)]), one(exitGroup[column], [0n]));
  return { bytes: Buffer.concat(parts), data: Buffer.concat(data) };
}

const pushResult: Record<Machine, Buffer> = { x64: Buffer.from([0x50]), arm64: words([0xf81f0fe0]) };

/** movabs into rdi, rsi, rdx, r10, r8, rax, then syscall. */
function callX64(number: number, args: (bigint | "stack")[]): Buffer {
  const load = [
    [0x48, 0xbf],
    [0x48, 0xbe],
    [0x48, 0xba],
    [0x49, 0xba],
    [0x49, 0xb8],
  ];
  const parts = args.map((arg, index) =>
    arg === "stack" ? Buffer.from([0x48, 0x89, 0xe6]) : Buffer.concat([Buffer.from(load[index] ?? []), quad(arg)]),
  );
  return Buffer.concat([...parts, Buffer.from([0x48, 0xb8]), quad(BigInt(number)), Buffer.from([0x0f, 0x05])]);
}

/** movz and movk into x0.. and x8, then svc. */
function callArm64(number: number, args: (bigint | "stack")[]): Buffer {
  const load = (register: number, value: bigint): Buffer =>
    words(
      [0, 1, 2, 3].map(
        (part) => (part === 0 ? 0xd2800000 : 0xf2800000) | (part << 21) | (Number((value >> BigInt(16 * part)) & 0xffffn) << 5) | register,
      ),
    );
  const parts = args.map((arg, index) => (arg === "stack" ? words([0x910003e1]) : load(index, BigInt.asUintN(64, arg))));
  return Buffer.concat([...parts, load(8, BigInt(number)), words([0xd4000001])]);
}

function quad(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes;
}

function words(values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32LE(value >>> 0, index * 4));
  return bytes;
}

function elfHeader(machine: Machine, size: number): Buffer {
  const header = Buffer.alloc(codeAt);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(machine === "x64" ? 62 : 183, 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(base + BigInt(codeAt), 24);
  header.writeBigUInt64LE(64n, 32);
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);
  header.writeUInt32LE(1, 64);
  header.writeUInt32LE(5, 68);
  header.writeBigUInt64LE(base, 80);
  header.writeBigUInt64LE(base, 88);
  header.writeBigUInt64LE(BigInt(size), 96);
  header.writeBigUInt64LE(BigInt(size), 104);
  header.writeBigUInt64LE(0x1000n, 112);
  return header;
}
