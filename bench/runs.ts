/**
 * npm run bench:runs -- [--runs 1000] [--flood 20000] [--seconds 20]: tiny runs over 20 customers through the real path (queue, runner,
 * box, verdict, commit), and between its rounds the same program started in the same sandbox with nothing around it; then how long a
 * quiet customer waits while another has a flood waiting. Prints one JSON line. Times in milliseconds.
 */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { newId, realClock, transaction } from "../server/base/index.ts";
import { defaultSettings, enqueueRuns } from "../server/rooms/runs/index.ts";
import { openRunWorld } from "../server/rooms/runs/testing.ts";
import { makeRun } from "../server/rooms/runs/testing.ts";
import type { BoxSpec } from "../server/rooms/sandbox/index.ts";
import { endBench, useScratch } from "./scratch.ts";
import { countOpenOf, listClaims } from "./store.ts";

type Target = Parameters<typeof makeRun>[1] & object;
type Run = ReturnType<typeof makeRun>;

const { values } = parseArgs({ options: { runs: { type: "string" }, flood: { type: "string" }, seconds: { type: "string" } } });
const runCount = Number(values.runs ?? 1_000);
const floodCount = Number(values.flood ?? 20_000);
const floodSeconds = Number(values.seconds ?? 20);
const rounds = 5;
const customers = 20;
const workSlots = 2;

useScratch();
const world = await openRunWorld();
const program = "echo 'count created 1' >&3; echo done\n";
const published = await world.publish(program);
const engine = { ...world.world.engine, clock: realClock };

async function makeTargets(customersMade: number, installationsEach: number): Promise<Target[]> {
  const targets: Target[] = [];
  for (let made = 0; made < customersMade; made++) {
    const { customerId, owner } = await world.makeCustomer();
    for (let one = 0; one < installationsEach; one++) {
      const installationId = await world.install(owner, published);
      const { publisherId, integrationId } = published;
      targets.push({ sideId: world.host.liveSideId, hostId: world.host.hostId, customerId, publisherId, integrationId, installationId });
    }
  }
  return targets;
}

function turn(targets: readonly Target[], index: number): Target {
  const target = targets[index % targets.length];
  if (!target) throw new Error("no installations");
  return target;
}

const specs: BoxSpec[] = [];
/** The runner's own sandbox, which also keeps the first spec it is given: the bare loop starts just that. */
const sandbox = {
  start(spec: BoxSpec) {
    if (specs.length === 0) specs.push(spec);
    return world.deps.sandbox.start(spec);
  },
};

async function enqueue(runs: readonly Run[]): Promise<void> {
  for (let from = 0; from < runs.length; from += 2_000) await enqueueRuns(engine, runs.slice(from, from + 2_000), defaultSettings);
  world.deps.wake.queueChanged([...new Set(runs.map((run) => run.customerId))]);
}

const openOf = (ids: readonly string[]): Promise<number> => transaction(engine, ({ tx }) => countOpenOf(tx, ids));

async function untilEnded(ids: readonly string[]): Promise<void> {
  while ((await openOf(ids)) > 0) await wait(20);
}

/** @returns runs a second, from the first trigger to the last commit */
async function realRound(targets: readonly Target[], count: number): Promise<number> {
  const runs = Array.from({ length: count }, (_, index) => makeRun(realClock, turn(targets, index)));
  const began = performance.now();
  await enqueue(runs);
  await untilEnded(runs.map((run) => run.runId));
  return (count * 1_000) / (performance.now() - began);
}

async function bareRound(count: number): Promise<number> {
  const [spec] = specs;
  if (!spec) throw new Error("the runner has started nothing yet");
  let left = count;
  const loop = async (): Promise<void> => {
    while (left-- > 0) {
      const box = await world.deps.sandbox.start({ ...spec, id: `bare-${newId(realClock)}` });
      for (const stream of [box.stdout, box.stderr, box.messages]) stream.resume();
      await box.ended;
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: workSlots }, loop));
  return (count * 1_000) / (performance.now() - began);
}

/** Triggers one run at a time of a customer with nothing else, and reads how long each waited for its claim. */
async function claimWaits(target: Target, until: () => boolean): Promise<number[]> {
  const ids: string[] = [];
  while (!until()) {
    const run = makeRun(realClock, target);
    ids.push(run.runId);
    await enqueue([run]);
    await untilEnded([run.runId]);
  }
  return (await transaction(engine, ({ tx }) => listClaims(tx, ids))).map((claim) => claim.claimedAt - claim.queuedAt);
}

async function flooded(quiet: Target): Promise<object> {
  if (floodCount === 0) return {};
  const flooding = await makeTargets(1, 200);
  await enqueue(Array.from({ length: floodCount }, (_, index) => makeRun(realClock, turn(flooding, index))));
  const until = performance.now() + floodSeconds * 1_000;
  const waits = await claimWaits(quiet, () => performance.now() > until);
  return { queued: floodCount, seconds: floodSeconds, quietRuns: waits.length, quietWaitMs: spread(waits) };
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
const round = (value: number): number => Math.round(value * 10) / 10;

function spread(times: readonly number[]): { p50: number; p99: number } {
  const sorted = times.toSorted((one, other) => one - other);
  return { p50: round(at(sorted, 0.5)), p99: round(at(sorted, 0.99)) };
}

const targets = await makeTargets(customers, 2);
const [quiet] = await makeTargets(1, 1);
if (!quiet) throw new Error("no quiet customer");
await world.startRunner({ sandbox, workSlots });
await realRound(targets, targets.length);
const pairs: { real: number; bare: number }[] = [];
for (let done = 0; done < rounds; done++) {
  const count = Math.ceil(runCount / rounds);
  pairs.push({ bare: await bareRound(count), real: await realRound(targets, count) });
}
let calm = 0;
const claims = await claimWaits(quiet, () => calm++ >= 100);
const median = (list: readonly number[]): number =>
  at(
    list.toSorted((one, other) => one - other),
    0.5,
  );
const summary = {
  name: "runs",
  runs: runCount,
  customers,
  slots: workSlots,
  runsPerSecond: round(median(pairs.map((pair) => pair.real))),
  barePerSecond: round(median(pairs.map((pair) => pair.bare))),
  ratio: Math.round(median(pairs.map((pair) => pair.real / pair.bare)) * 100) / 100,
  claimMs: spread(claims),
  flood: await flooded(quiet),
};
endBench(summary);
