/**
 * npm run bench flood -- [--short]: how long a tiny run of a quiet customer takes, trigger to commit, while another customer's run writes
 * 10 MB of log a second, beside the same without. Milliseconds.
 */
import { realClock, transaction } from "../server/base/index.ts";
import { cancelRun, openRunWorld, triggerRun } from "../server/rooms/runs/testing.ts";
import { median, percentile, reportFigure } from "./kit/figures.ts";
import { endBench, useScratch } from "./kit/scratch.ts";
import { isOpenBetween } from "./kit/store.ts";

useScratch();
const isShort = process.argv.includes("--short");
const rounds = isShort ? 5 : 9;
const runsARound = isShort ? 40 : 120;
const world = await openRunWorld();
const engine = { ...world.world.engine, clock: realClock };

/** A megabyte of lines such as programs write, ten times a second. */
const flooder = `line='2026-11-29T10:00:00.000 INFO wrote contact 4711 of northwind to the folder in 12 ms'
i=0; while [ $i -lt 11000 ]; do echo "$line"; i=$((i+1)); done > /tmp/block
while :; do cat /tmp/block; sleep 0.1; done`;

const quiet = (await world.makeCustomer()).owner;
const quietId = await world.install(quiet, await world.publish("echo done"));
const loud = (await world.makeCustomer()).owner;
const retry = { attempts: 1, on: [] };
const loudId = await world.install(loud, await world.publish(flooder, { retry, limits: { memoryMb: 128, timeoutSeconds: 600, pids: 20 } }));
await world.startRunner({ workSlots: 3 });

async function once(): Promise<number> {
  const began = performance.now();
  const { runId } = await triggerRun(quiet, { installationId: quietId });
  world.deps.wake.queueChanged();
  while (await transaction(engine, ({ tx }) => isOpenBetween(tx, runId, runId))) await new Promise((resolve) => setTimeout(resolve, 5));
  return performance.now() - began;
}

async function round(): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < runsARound; count++) times.push(await once());
  return times;
}

/** The log of a run is cut at its limit, and its output at 256 MB: each round floods with a run of its own. */
async function floodedRound(): Promise<number[]> {
  const { runId } = await triggerRun(loud, { installationId: loudId });
  world.deps.wake.queueChanged();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const times = await round();
  await cancelRun(loud, { runId }).catch(() => undefined);
  while (await transaction(engine, ({ tx }) => isOpenBetween(tx, runId, runId))) await new Promise((resolve) => setTimeout(resolve, 20));
  return times;
}

await round();
const calm: number[][] = [];
const flooded: number[][] = [];
for (let turn = 0; turn < rounds; turn++) {
  if (turn % 2 === 0) calm.push(await round());
  flooded.push(await floodedRound());
  if (turn % 2 === 1) calm.push(await round());
}
const p99 = (times: number[][]): number => median(times.map((one) => percentile(one, 0.99)));
const all = (times: number[][]): number => median(times.flat());
const about = { unit: "ms", rounds, runsARound, p50: { calm: all(calm), flooded: all(flooded) } };
reportFigure({ name: "p99 of a quiet customer's runs beside a log of 10 MB/s", ours: p99(flooded), floor: p99(calm), atMost: 1.1, about });
endBench();
