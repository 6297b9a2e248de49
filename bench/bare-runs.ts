/**
 * npm run bench bare-runs [-- --runs 12000]: tiny runs through the real path (queue, claim, hydration, log, verdict, commit) where a box costs
 * nothing (kit/bare.c, which is no part of the product), beside a loop of posix_spawn in C, one a core, both streams drained, and beside
 * graphile-worker, batched, with the same program started by the same means; commits a run. In rounds of seconds: of short ones filling and emptying
 * the slots was a tenth.
 */
import { parseArgs } from "node:util";
import { transaction } from "../server/base/index.ts";
import { openRunWorld } from "../server/rooms/runs/testing.ts";
import { BareSandbox, buildBare, spawnLoop } from "./kit/bare.ts";
import { interleave, median, reportFigure } from "./kit/figures.ts";
import { RunLoad } from "./kit/run-load.ts";
import { endBench, useScratch } from "./kit/scratch.ts";
import { countCommits } from "./kit/store.ts";
import { openGraphile } from "./queue/peers.ts";

const { values } = parseArgs({ options: { runs: { type: "string" }, short: { type: "boolean" } } });
const each = Math.ceil(Number(values.runs ?? (values.short ? 500 : 12_000)) / 5);
const workSlots = 16;

useScratch();
const bare = buildBare();
const world = await openRunWorld();
const load = new RunLoad(world);
const sandbox = new BareSandbox(bare);
const targets = await load.makeTargets(await world.publish("", { run: "exec /bin/true" }), 40, 5);
await world.startRunner({ sandbox: load.watch(sandbox), workSlots });
// A deployment's server has long been running: the first runs are the compiler's, of either.
await load.realRound(targets, each);
const graphile = await openGraphile(true, () => load.oneBox(sandbox));
await graphile(each);
const commits: number[] = [];
const readCommits = (): Promise<number> => transaction(load.engine, ({ tx }) => countCommits(tx));
const { runs, loop, peer } = await interleave(5, {
  peer: () => load.watched("peer", each, () => graphile(each)),
  loop: () => spawnLoop(bare, load.spec.command, load.spec.env, each),
  runs: async () => {
    const before = await readCommits();
    const perSecond = await load.watched("runs", each, () => load.realRound(targets, each));
    commits.push(((await readCommits()) - before) / each);
    return perSecond;
  },
});
const about = { unit: "runs/s", runs: each * 5, slots: workSlots, processorMs: load.processorMs("runs") };
reportFigure({ name: "bare runs beside a loop of posix_spawn", ours: median(runs), floor: median(loop), atLeast: 0.55, about });
reportFigure({
  name: "bare runs beside graphile-worker batched",
  ours: median(runs),
  peer: median(peer),
  atLeast: 1.2,
  about: { ...about, peerMs: load.processorMs("peer") },
});
reportFigure({
  name: "commits a bare run",
  ours: median(commits),
  floor: 1,
  judged: "ours",
  atMost: 0.1,
  about: { counts: "every commit of the database, the bench's looks among them" },
});
sandbox.close();
endBench();
