/**
 * npm run bench runs [-- --runs 1000 --flood 20000 --seconds 20]: tiny runs over 20 customers through the real path (queue, runner,
 * box, verdict, commit), and between its rounds the same program started in the same sandbox with nothing around it; then how long a
 * quiet customer waits while another has a flood waiting, in milliseconds.
 */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { newId, realClock, transaction } from "../server/base/index.ts";
import { defaultSettings, enqueueRuns } from "../server/rooms/runs/index.ts";
import { openRunWorld } from "../server/rooms/runs/testing.ts";
import { makeRun } from "../server/rooms/runs/testing.ts";
import type { BoxSpec } from "../server/rooms/sandbox/index.ts";
import { interleave, percentile, reportFigure, round } from "./kit/figures.ts";
import { endBench, useScratch } from "./kit/scratch.ts";
import { countOpenOf, listClaims } from "./kit/store.ts";

type Target = Parameters<typeof makeRun>[1] & object;
type Run = ReturnType<typeof makeRun>;

const { values } = parseArgs({
  options: { runs: { type: "string" }, flood: { type: "string" }, seconds: { type: "string" }, short: { type: "boolean" } },
});
const runCount = Number(values.runs ?? (values.short ? 200 : 1_000));
const floodCount = Number(values.flood ?? (values.short ? 1_000 : 20_000));
const floodSeconds = Number(values.seconds ?? (values.short ? 5 : 20));
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

async function flood(): Promise<void> {
  const flooding = await makeTargets(1, 200);
  await enqueue(Array.from({ length: floodCount }, (_, index) => makeRun(realClock, turn(flooding, index))));
}

const spread = (times: readonly number[]) => ({ p50: round(percentile(times, 0.5)), p99: round(percentile(times, 0.99)) });

const targets = await makeTargets(customers, 2);
const [quiet] = await makeTargets(1, 1);
if (!quiet) throw new Error("no quiet customer");
await world.startRunner({ sandbox, workSlots });
await realRound(targets, targets.length);
const each = Math.ceil(runCount / rounds);
const { real, bare } = await interleave(rounds, { bare: () => bareRound(each), real: () => realRound(targets, each) });
const per = { unit: "runs/s", runs: each * rounds, customers, slots: workSlots };
reportFigure({ name: "sandboxed runs", ours: percentile(real, 0.5), floor: percentile(bare, 0.5), atLeast: 0.8, about: per });
let calm = 0;
const calmWaits = await claimWaits(quiet, () => calm++ >= 100);
if (floodCount > 0) await flood();
const until = performance.now() + floodSeconds * 1_000;
const waits = await claimWaits(quiet, () => performance.now() > until);
const jobMs = 1_000 / (percentile(real, 0.5) / workSlots);
reportFigure({
  name: "quiet p99 wait beside a flood",
  ours: percentile(waits, 0.99),
  peer: 5 * jobMs + 50,
  atMost: 1,
  about: {
    unit: "ms",
    queued: floodCount,
    seconds: floodSeconds,
    quietRuns: waits.length,
    flooded: spread(waits),
    calm: spread(calmWaits),
  },
});
endBench();
