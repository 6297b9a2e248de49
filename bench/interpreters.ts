/**
 * npm run bench interpreters [-- --runs 1000]: runs of Python and Node through the real path in boxes with all limits, beside a loop that starts
 * the same interpreter with nothing around it, one a core, in rounds of seconds: of short ones filling and emptying the slots was a tenth; and
 * how much longer one run takes, from its trigger to its commit, than a start.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openRunWorld } from "../server/rooms/runs/testing.ts";
import { buildBare, spawnLoop, spawnOnce } from "./kit/bare.ts";
import { interleave, median, reportFigure, round } from "./kit/figures.ts";
import { RunLoad } from "./kit/run-load.ts";
import { endBench, useScratch } from "./kit/scratch.ts";

const { values } = parseArgs({ options: { runs: { type: "string" }, short: { type: "boolean" } } });
const each = Math.ceil(Number(values.runs ?? (values.short ? 60 : 1_000)) / 5);
const singles = values.short ? 10 : 50;
/** As a deployment of two processors has. */
const workSlots = 3;
const interpreters = [
  { base: "python", run: "exec python3 -c 0", file: "usr/bin/python3", words: ["-c", "0"] },
  { base: "node", run: "exec node -e 0", file: "usr/local/bin/node", words: ["-e", "0"] },
];

useScratch();
const bare = buildBare();
const world = await openRunWorld();

for (const { base, run, file, words } of interpreters) {
  const load = new RunLoad(world);
  const targets = await load.makeTargets(await world.publish("", { run }, base), 20, 10);
  const runner = await world.startRunner({ place: base, sandbox: load.watch(world.deps.sandbox), workSlots });
  await load.realRound(targets, targets.length);
  // The very file that the box starts, in the same environment.
  const floor = [join(load.spec.root, file), ...words];
  const { env } = load.spec;
  const { runs, loop } = await interleave(5, {
    loop: () => spawnLoop(bare, floor, env, Math.ceil(each / 2)),
    runs: () => load.watched("runs", each, () => load.realRound(targets, each)),
  });
  const about = { unit: "runs/s", runs: each * 5, slots: workSlots, processorMs: load.processorMs("runs") };
  reportFigure({ name: `${base} runs beside its bare loop`, ours: median(runs), floor: median(loop), atLeast: 0.8, about });
  const waits = await interleave(singles, {
    run: () => load.oneRun(targets),
    start: () => spawnOnce(bare, floor, env),
  });
  const added = median(waits.run) - median(waits.start);
  const more = { unit: "ms", run: round(median(waits.run)), start: round(median(waits.start)) };
  reportFigure({ name: `latency added to ${base}`, ours: added, floor: median(waits.start), judged: "ours", atMost: 8, about: more });
  await runner.stop();
}
endBench();
