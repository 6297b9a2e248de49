/**
 * npm run bench warm [-- --rounds 100]: boxes of Python and Node started from what was prepared beside the same boxes started cold, as a runner
 * starts both, interleaved; from the start to the end of the box. Python is frozen once and thawed for each; a Node is started before its run and used once,
 * so that only its latency is better, and each is waited for outside what is measured.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { boxCommand, plainWords } from "@stoa/program";
import { openSandbox, type BoxSpec } from "../server/rooms/sandbox/index.ts";
import { testRuntime } from "../server/rooms/sandbox/testing.ts";
import { interleave, median, reportFigure, round } from "./kit/figures.ts";

const { values } = parseArgs({ options: { rounds: { type: "string" }, short: { type: "boolean" } } });
const rounds = Number(values.rounds ?? (values.short ? 15 : 100));
const repeats = 5;
const dataDir = mkdtempSync(join(tmpdir(), "stoa-measure-"));
const log = { info: () => {}, warn: console.error, error: console.error };
const sandbox = await openSandbox({ dataDir, slots: 2, warm: { slots: 3, megabytes: 512 }, egressPolicy: { allow: [] }, log });
const limits = {
  memoryBytes: 256 << 20,
  pids: 64,
  cpuPercent: 100,
  wallMs: 60_000,
  graceMs: 1_000,
  outputBytes: 1 << 20,
  tmpBytes: 16 << 20,
  openFiles: 1_024,
};

/** What an integration in Python usually begins with. */
const imports = ["argparse", "csv", "datetime", "email", "http.client", "json", "logging", "random", "ssl", "urllib.request"];
const programs = {
  python: {
    language: "python",
    run: "python3 main.py",
    modules: imports,
    file: "main.py",
    source: `import ${imports.join(", ")}\nprint("done")\n`,
  },
  "python that imports nothing": { language: "python", run: "python3 main.py", modules: [], file: "main.py", source: 'print("done")\n' },
  node: {
    language: "node",
    run: "node main.js",
    modules: [],
    file: "main.js",
    source: 'const https = require("node:https");\nconsole.log("done");\n',
  },
};

async function specsOf({
  language,
  run,
  modules,
  file,
  source,
}: (typeof programs)[keyof typeof programs]): Promise<{ cold: BoxSpec; warm: BoxSpec }> {
  const { root } = await testRuntime(language);
  const app = mkdtempSync(join(dataDir, "app-"));
  writeFileSync(join(app, file), source);
  const env = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/tmp", LANG: "C.UTF-8" };
  const binds = [{ from: app, to: "/app", write: false }];
  const base = { language, version: null };
  const cold: BoxSpec = {
    id: "measure",
    root,
    binds,
    command: boxCommand({ base, run }),
    cwd: "/app",
    env,
    limits,
    egress: [],
    customer: "one",
  };
  const words = plainWords({ base, run }) ?? [];
  return { cold, warm: { ...cold, warm: { interpreter: language === "node" ? "node" : "python", modules, words, owner: "bench" } } };
}

/** @returns milliseconds from its start to its end; a box that should be warm and is not spoils the bench */
async function box(spec: BoxSpec): Promise<number> {
  const began = performance.now();
  const started = await sandbox.start(spec);
  for (const stream of [started.stdout, started.stderr, started.messages]) stream.resume();
  const { exitCode } = await started.ended;
  if (exitCode !== 0 || (spec.warm && !started.warm))
    throw new Error(`a box ended with ${exitCode}, ${started.warm ? "warm" : "cold"}: ${JSON.stringify(sandbox.warm())}`);
  return performance.now() - began;
}

async function perSecond(spec: BoxSpec): Promise<number> {
  const began = performance.now();
  const loop = async (): Promise<void> => {
    for (let count = 0; count < rounds; count++) await box(spec);
  };
  await Promise.all([loop(), loop()]);
  return (2 * rounds * 1_000) / (performance.now() - began);
}

for (const [name, program] of Object.entries(programs)) {
  const { cold, warm } = await specsOf(program);
  const first = await sandbox.start(warm);
  for (const stream of [first.stdout, first.stderr, first.messages]) stream.resume();
  await first.ended;
  await sandbox.prepared();
  const times = await interleave(rounds, {
    cold: () => box(cold),
    warm: async () => {
      const took = await box(warm);
      await sandbox.prepared();
      return took;
    },
  });
  const about = { unit: "ms", rounds, warm: round(median(times.warm)) };
  // Of a Python that imports nothing the box is most, which is made cold either way.
  const atLeast = name === "python that imports nothing" ? 1.2 : 2;
  reportFigure({
    name: `latency of ${name}, cold over warm`,
    ours: median(times.cold),
    peer: median(times.warm),
    atLeast,
    about,
  });
  if (program.language === "node") continue;
  const rates = await interleave(repeats, { cold: () => perSecond(cold), warm: () => perSecond(warm) });
  reportFigure({
    name: `boxes of ${name} a second, warm over cold`,
    ours: median(rates.warm),
    peer: median(rates.cold),
    atLeast,
    about: { unit: "boxes/s", boxes: 2 * rounds * repeats },
  });
}
console.log(JSON.stringify({ name: "what was prepared", ...sandbox.warm() }));
await sandbox.close();
rmSync(dataDir, { recursive: true });
