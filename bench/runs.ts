/**
 * npm run bench runs [-- --runs 4000 --flood 20000 --seconds 20]: tiny runs over 200 installations of 20 customers through the real path
 * (queue, runner, box, verdict, commit), and between its rounds the same program started in the same sandbox with nothing around it; then
 * how long a quiet customer waits while another has a flood waiting, in milliseconds. In rounds of seconds, as of `bare-runs`. An installation
 * runs one at a time: of forty, each would begin twelve times a second.
 */
import { parseArgs } from "node:util";
import { realClock, transaction } from "../server/base/index.ts";
import { makeRun, openRunWorld } from "../server/rooms/runs/testing.ts";
import { interleave, percentile, reportFigure, round } from "./kit/figures.ts";
import { RunLoad, type Target } from "./kit/run-load.ts";
import { endBench, useScratch } from "./kit/scratch.ts";
import { listClaims } from "./kit/store.ts";

const { values } = parseArgs({
  options: { runs: { type: "string" }, flood: { type: "string" }, seconds: { type: "string" }, short: { type: "boolean" } },
});
const runCount = Number(values.runs ?? (values.short ? 200 : 4_000));
const floodCount = Number(values.flood ?? (values.short ? 1_000 : 20_000));
const floodSeconds = Number(values.seconds ?? (values.short ? 5 : 20));
const rounds = 5;
const customers = 20;
/** As a deployment of two processors has. */
const workSlots = 3;

useScratch();
const world = await openRunWorld();
const program = "echo 'count created 1' >&3; echo done\n";
const published = await world.publish(program);
const load = new RunLoad(world);

/** Triggers one run at a time of a customer with nothing else, and reads how long each waited for its claim. */
async function claimWaits(target: Target, until: () => boolean): Promise<number[]> {
  const ids: string[] = [];
  while (!until()) {
    const run = makeRun(realClock, target);
    ids.push(run.runId);
    await load.enqueue([run]);
    await load.untilEnded([run.runId]);
  }
  return (await transaction(load.engine, ({ tx }) => listClaims(tx, ids))).map((claim) => claim.claimedAt - claim.queuedAt);
}

async function flood(): Promise<void> {
  const flooding = await load.makeTargets(published, 1, 200);
  await load.enqueue(load.makeRuns(flooding, floodCount));
}

const spread = (times: readonly number[]) => ({ p50: round(percentile(times, 0.5)), p99: round(percentile(times, 0.99)) });

const targets = await load.makeTargets(published, customers, 10);
const [quiet] = await load.makeTargets(published, 1, 1);
if (!quiet) throw new Error("no quiet customer");
await world.startRunner({ sandbox: load.watch(world.deps.sandbox), workSlots });
// A deployment's server has long been running: its first thousand runs are the compiler's.
await load.realRound(targets, values.short ? targets.length : 1_000);
const each = Math.ceil(runCount / rounds);
const { real, bare } = await interleave(rounds, {
  bare: () => load.watched("boxes", each, () => load.boxRound(world.deps.sandbox, workSlots, each)),
  real: () => load.watched("runs", each, () => load.realRound(targets, each)),
});
const processorMs = { runs: load.processorMs("runs"), boxes: load.processorMs("boxes") };
const per = { unit: "runs/s", runs: each * rounds, customers, slots: workSlots, processorMs };
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
