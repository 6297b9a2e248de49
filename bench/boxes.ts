/** npm run bench boxes [-- --rounds 200]: start to exit of /bin/true in a box, beside a bare spawn and plain bubblewrap, interleaved; medians. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openSandbox, type BoxSpec } from "../server/rooms/sandbox/index.ts";
import { testRuntime } from "../server/rooms/sandbox/testing.ts";
import { median, percentile, reportFigure, round } from "./kit/figures.ts";

const { values } = parseArgs({ options: { rounds: { type: "string" }, short: { type: "boolean" } } });
const rounds = Number(values.rounds ?? (values.short ? 40 : 200));
const { root } = await testRuntime("bash");
const dataDir = mkdtempSync(join(tmpdir(), "stoa-measure-"));
const log = { info: () => {}, warn: console.error, error: console.error };
const sandbox = await openSandbox({ dataDir, slots: 2, egressPolicy: { allow: [] }, log });
const limits = {
  memoryBytes: 256 << 20,
  pids: 64,
  cpuPercent: 100,
  wallMs: 60_000,
  graceMs: 1_000,
  outputBytes: 1 << 20,
  tmpBytes: 16 << 20,
  openFiles: 256,
};
const spec: BoxSpec = {
  id: "measure",
  root,
  binds: [],
  command: ["/bin/true"],
  cwd: "/",
  env: { PATH: "/usr/bin:/bin" },
  limits,
  egress: [],
};

async function box(): Promise<void> {
  const started = await sandbox.start(spec);
  for (const stream of [started.stdout, started.stderr, started.messages]) stream.resume();
  await started.ended;
}

const plainArgs = [
  "--unshare-all",
  "--die-with-parent",
  "--new-session",
  "--ro-bind",
  root,
  "/",
  "--proc",
  "/proc",
  "--dev",
  "/dev",
  "--tmpfs",
  "/tmp",
  "--tmpfs",
  "/run",
];

function program(command: string, args: string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: { PATH: "/usr/bin:/bin" } });
    child.stdout.resume();
    child.stderr.resume();
    child.once("close", () => resolve());
  });
}

const ways: Record<string, () => Promise<void>> = {
  bare: () => program("/bin/true", []),
  bubblewrap: () => program("bwrap", [...plainArgs, "/bin/true"]),
  box,
};
const times: Record<string, number[]> = { bare: [], bubblewrap: [], box: [] };
for (let round = -10; round < rounds; round++) {
  for (const [name, way] of Object.entries(ways)) {
    const started = performance.now();
    await way();
    if (round >= 0) times[name]?.push(performance.now() - started);
  }
}
const began = performance.now();
await Promise.all(
  [0, 1].map(async () => {
    for (let count = 0; count < rounds; count++) await box();
  }),
);
const perSecond = Math.round((2 * rounds * 1000) / (performance.now() - began));
const ours = median(times["box"] ?? []);
const about = { unit: "ms", rounds, p95: round(percentile(times["box"] ?? [], 0.95)), bare: round(median(times["bare"] ?? [])), perSecond };
reportFigure({ name: "box beside plain bubblewrap", ours, peer: median(times["bubblewrap"] ?? []), atMost: 1.5, about });
await sandbox.close();
rmSync(dataDir, { recursive: true });
