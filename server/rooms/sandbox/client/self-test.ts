import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import type { Box, BoxSpec } from "../box.ts";
import { thisMachine } from "../spawner/seccomp.ts";
import { probeProgram, probeResults, type ProbeCall } from "./probe-program.ts";

interface Probe extends ProbeCall {
  claim: string;
  expected: number;
}

const EPERM = -1;
/** 192.0.2.1 port 80 as a struct sockaddr_in: an address that any route at all would take. */
const outside = Buffer.from([2, 0, 0, 80, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0]);

/** Each tries something a box must not be able to do, or reads what it must be. The first socket made gets descriptor 4. */
const probes: Probe[] = [
  { claim: "the program is user 1000 of its box", numbers: [102, 174], args: [], expected: 1000 },
  { claim: "it has process ids of its own", numbers: [39, 172], args: [], expected: 2 },
  { claim: "it can gain no privileges", numbers: [157, 167], args: [39, 0, 0, 0, 0], expected: 1 },
  { claim: "it can make no user namespace", numbers: [272, 97], args: [0x10000000], expected: EPERM },
  { claim: "clone3 is hidden", numbers: [435, 435], args: [0, 0], expected: -38 },
  { claim: "it can mount nothing", numbers: [165, 40], args: ["none", "/tmp", "tmpfs", 0, 0], expected: EPERM },
  { claim: "it can trace nothing", numbers: [101, 117], args: [0, 0, 0, 0], expected: EPERM },
  { claim: "it has no packet sockets", numbers: [41, 198], args: [17, 3, 0], expected: -97 },
  { claim: "it has no raw sockets", numbers: [41, 198], args: [2, 3, 1], expected: EPERM },
  { claim: "it has stream sockets", numbers: [41, 198], args: [2, 1, 0], expected: 4 },
  { claim: "there is no route out", numbers: [42, 203], args: [4, outside, 16], expected: -101 },
  { claim: "the machine's files are not there", numbers: [257, 56], args: [-100, "/etc/shadow", 0, 0], expected: -2 },
  { claim: "its runtime is read-only", numbers: [258, 34], args: [-100, "/new", 0o755], expected: -30 },
];

/** Starts a box with a probe in it and checks every claim. Returns the claims that do not hold; empty when the box is one. */
export async function selfTest(folder: string, start: (spec: BoxSpec) => Promise<Box>): Promise<string[]> {
  const machine = thisMachine();
  if (!machine) return ["this processor is known"];
  const root = join(folder, "probe");
  for (const name of ["dev", "proc", "tmp", "run", "etc"]) mkdirSync(join(root, name), { recursive: true });
  const program = join(root, "probe");
  writeFileSync(program, probeProgram(machine, probes));
  for (const path of [root, program]) chmodSync(path, 0o755);
  const box = await start(probeSpec(root));
  box.messages.resume();
  // The end may be known before what it wrote was read.
  const [end, output, errors] = await Promise.all([box.ended, buffer(box.stdout), text(box.stderr)]);
  if (end.exitCode !== 0) return [`a box starts (${errors.trim() || (end.hit ?? end.signal ?? end.exitCode)})`];
  const results = probeResults(machine, output);
  return probes.flatMap(({ claim, expected }, index) =>
    results[index] === expected ? [] : [`${claim} (got ${results[index]}, not ${expected})`],
  );
}

function probeSpec(root: string): BoxSpec {
  const limits = {
    memoryBytes: 64 << 20,
    pids: 8,
    cpuPercent: 100,
    wallMs: 20_000,
    graceMs: 0,
    outputBytes: 1 << 16,
    tmpBytes: 1 << 20,
    openFiles: 64,
  };
  return { id: "self-test", root, binds: [], command: ["/probe"], cwd: "/", env: {}, limits, egress: [] };
}
