/**
 * npm run bench queue: claim and complete of runs that do nothing, on the product's own statements with history row, fact and policies;
 * how many commits the database made a run.
 */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { newId, transaction } from "../server/base/index.ts";
import { defaultSettings, enqueueRuns } from "../server/rooms/runs/index.ts";
import {
  completeRuns,
  createMind,
  dispatchOnce,
  insertRunner,
  makeCompletion,
  makeRun,
  makeTarget,
  renewLead,
} from "../server/rooms/runs/testing.ts";
import { openWorld } from "../server/testing/index.ts";
import { percentile, reportFigure, round } from "./kit/figures.ts";
import { countCommits } from "./kit/store.ts";

const { values } = parseArgs({ options: { runs: { type: "string" }, short: { type: "boolean" } } });
const runs = Number(values.runs ?? (values.short ? 4_000 : 20_000));
const customers = 100;
const slots = 200;
const world = await openWorld();
const { clock, engine } = world;
await transaction(engine, ({ tx }) =>
  insertRunner(tx, { id: newId(clock), place: "bench", workSlots: slots, probeSlots: 0, about: {}, leaseMs: 600_000 }),
);
const owners = Array.from({ length: customers }, () => newId(clock));
const began = performance.now();
for (let from = 0; from < runs; from += 2_000) {
  const batch = Array.from({ length: Math.min(2_000, runs - from) }, (_, index) =>
    makeRun(clock, makeTarget(clock, { customerId: owners[(from + index) % customers] ?? "" })),
  );
  await enqueueRuns(engine, batch, defaultSettings);
}
const enqueueEnded = performance.now();
const commitsBefore = await readCommits();
const started = performance.now();
const mind = createMind(newId(clock));
await renewLead(engine, mind, 600_000);
const claimMs: number[] = [];
let done = 0;
while (done < runs) {
  const asked = performance.now();
  const claims = await dispatchOnce(engine, mind);
  claimMs.push(performance.now() - asked);
  if (claims.length === 0) break;
  done += (
    await completeRuns(
      engine,
      claims.map((claim) => makeCompletion(clock, claim)),
      defaultSettings,
    )
  ).ended.length;
}
const seconds = (performance.now() - started) / 1_000;
const about = {
  runs: done,
  customers,
  slots,
  enqueuedPerSecond: round(runs / ((enqueueEnded - began) / 1_000)),
  perSecond: round(done / seconds),
  claimMs: { p50: round(percentile(claimMs, 0.5)), p99: round(percentile(claimMs, 0.99)) },
};
const commits = (await readCommits()) - commitsBefore;
reportFigure({ name: "commits a run", ours: commits / done, floor: 1, judged: "ours", atMost: 0.1, about });

/** Backends tell their counts at the end of a transaction, once a second at most. */
async function readCommits(): Promise<number> {
  await wait(1_100);
  await Promise.all(Array.from({ length: 10 }, () => transaction(engine, ({ tx }) => tx.run("select pg_sleep(0.05)"))));
  await wait(100);
  return transaction(engine, ({ tx }) => countCommits(tx));
}
