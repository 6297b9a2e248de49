/**
 * npm run bench interpreters [-- --runs 400]: runs of Python and Node through the real path in boxes with all limits, beside a loop that starts
 * the same interpreter with nothing around it, one a core; and how much longer one run takes, from its trigger to its commit, than a start.
 */
import { parseArgs } from "node:util";
import { openRunWorld } from "../server/rooms/runs/testing.ts";
import { buildBare, spawnLoop } from "./kit/bare.ts";
import { interleave, median, reportFigure, round } from "./kit/figures.ts";
import { RunLoad } from "./kit/run-load.ts";
import { endBench, useScratch } from "./kit/scratch.ts";

const { values } = parseArgs({ options: { runs: { type: "string" }, short: { type: "boolean" } } });
const each = Math.ceil(Number(values.runs ?? (values.short ? 60 : 400)) / 5);
const singles = values.short ? 10 : 50;
const workSlots = 2;
const interpreters = [
  { base: "python", run: "exec python3 -c 0", floor: ["/usr/bin/python3", "-c", "0"] },
  { base: "node", run: "exec node -e 0", floor: [process.execPath, "-e", "0"] },
];

useScratch();
const bare = buildBare();
const world = await openRunWorld();
const env = { PATH: "/usr/bin:/bin" };

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

for (const { base, run, floor } of interpreters) {
  const load = new RunLoad(world);
  const targets = await load.makeTargets(await world.publish("", { run }, base), 20, 2);
  const runner = await world.startRunner({ place: base, sandbox: load.watch(world.deps.sandbox), workSlots });
  await load.realRound(targets, targets.length);
  const { runs, loop } = await interleave(5, {
    loop: () => spawnLoop(bare, floor, env, Math.ceil(each / 2)),
    runs: () => load.realRound(targets, each),
  });
  const about = { unit: "runs/s", runs: each * 5, slots: workSlots };
  reportFigure({ name: `${base} runs beside its bare loop`, ours: median(runs), floor: median(loop), atLeast: 0.8, about });
  const waits = await interleave(singles, {
    run: () =>
      timed(async () => {
        const [one] = load.makeRuns(targets, 1);
        if (!one) return;
        await load.enqueue([one]);
        await load.untilEnded([one.runId], 1);
      }),
    start: () => timed(() => spawnLoop(bare, floor, env, 1)),
  });
  const added = median(waits.run) - median(waits.start);
  const more = { unit: "ms", run: round(median(waits.run)), start: round(median(waits.start)) };
  reportFigure({ name: `latency added to ${base}`, ours: added, floor: median(waits.start), judged: "ours", atMost: 8, about: more });
  await runner.stop();
}
endBench();
