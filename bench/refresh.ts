/**
 * npm run bench refresh [-- --short]: three worker processes with fifty runs at once refresh the tokens of a provider that ends a whole family
 * when an old refresh token comes again, while workers are killed with -9; a thousand refreshes. One JSON line a figure.
 */
import { after } from "node:test";
import { parseArgs } from "node:util";
import { runRefreshChaos } from "../server/rooms/connections/testing.ts";
import { openWorld } from "../server/testing/index.ts";
import { reportFigure } from "./kit/figures.ts";
import { endBench } from "./kit/scratch.ts";

const { values } = parseArgs({ options: { short: { type: "boolean" } } });
const refreshes = values.short ? 200 : 1_000;
const world = await openWorld();
const record = await runRefreshChaos(world, {
  refreshes,
  connections: 40,
  killEvery: 10,
  leaseMs: 10_000,
  lifetimeSeconds: 2,
  withinMs: 600_000,
});
const { kills, used, seconds, complaints } = record;
for (const complaint of [...record.wrong, ...complaints]) process.stderr.write(`${complaint}\n`);
reportFigure({ name: "refreshes", ours: record.refreshes, floor: refreshes, atLeast: 1, about: { kills, used, seconds } });
reportFigure({ name: "invalid_grant though no answer was lost", ours: record.wrong.length, floor: refreshes, judged: "ours", atMost: 0 });
const about = { losses: record.losses, notices: record.notices, answersLost: record.answersLost, givenUp: record.givenUp };
reportFigure({
  name: "losses without exactly one notice",
  ours: Math.abs(record.losses - record.notices),
  floor: 1,
  judged: "ours",
  atMost: 0,
  about,
});
reportFigure({
  name: "losses but for a lost answer",
  ours: Math.abs(record.losses - record.answersLost),
  floor: 1,
  judged: "ours",
  atMost: 0,
});
after(() => endBench());
