/**
 * npm run bench log-flood [-- --short]: what one run that floods its log with 10 MB a second adds to the tiny runs of another customer on the same
 * runner, from their trigger to their commit; rounds beside the flood and without it in turn. `heldMs`: how long the process was busy with one
 * thing, p99.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { realClock } from "../server/base/index.ts";
import { cancelRun, openRunWorld } from "../server/rooms/runs/testing.ts";
import { interleave, median, percentile, reportFigure, round } from "./kit/figures.ts";
import { RunLoad, type Run, type Target } from "./kit/run-load.ts";
import { endBench, useScratch } from "./kit/scratch.ts";
import { noises } from "./neighbours/noises.ts";

const isShort = process.argv.includes("--short");
const rounds = 5;
const runsARound = isShort ? 60 : 200;
/** The program makes its block of lines first. */
const settleMs = 2_000;

useScratch();
const world = await openRunWorld();
const load = new RunLoad(world);
const quiet = await load.makeTargets(await world.publish("echo 'count created 1' >&3; echo done\n"), 1, 1);
const flood = await world.publish(noises.logs, { run: "bash /app/program.sh" });
const { customerId, owner } = await world.makeCustomer();
const installationId = await world.install(owner, flood);
const { publisherId, integrationId } = flood;
const loud: Target = { sideId: world.host.liveSideId, hostId: world.host.hostId, customerId, publisherId, integrationId, installationId };
await world.startRunner({ sandbox: load.watch(world.deps.sandbox), workSlots: 3 });

const delay = monitorEventLoopDelay({ resolution: 2 });
const seen = { calm: { p50: [] as number[], heldMs: [] as number[] }, loud: { p50: [] as number[], heldMs: [] as number[] } };

async function one(targets: readonly Target[]): Promise<Run> {
  const [run] = load.makeRuns(targets, 1);
  if (!run) throw new Error("no run");
  await load.enqueue([run]);
  return run;
}

async function look(how: "calm" | "loud"): Promise<number> {
  const times: number[] = [];
  delay.reset();
  delay.enable();
  for (let count = 0; count < runsARound; count++) {
    const began = performance.now();
    const { runId } = await one(quiet);
    await load.untilEnded([runId], 2);
    times.push(performance.now() - began);
  }
  delay.disable();
  seen[how].heldMs.push(delay.percentile(99) / 1e6);
  seen[how].p50.push(median(times));
  return percentile(times, 0.99);
}

async function lookBeside(): Promise<number> {
  const { runId } = await one([loud]);
  await wait(settleMs);
  const p99 = await look("loud");
  await cancelRun({ ...owner, clock: realClock }, { runId });
  await load.untilEnded([runId]);
  return p99;
}

await look("calm");
const p99 = await interleave(rounds, { calm: () => look("calm"), loud: lookBeside });
const about = (how: "calm" | "loud") => ({ p50: round(median(seen[how].p50)), heldMs: round(median(seen[how].heldMs)) });
reportFigure({
  name: "p99 of runs beside a log flood of 10 MB/s",
  ours: median(p99.loud),
  floor: median(p99.calm),
  atMost: 1.1,
  about: { unit: "ms", rounds, runsARound, calm: about("calm"), loud: about("loud") },
});
endBench();
