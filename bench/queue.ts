/**
 * node bench/queue.ts [runs] [customers] [history]: claim and complete of runs that do nothing, on the product's own statements with history row, fact and policies;
 * one JSON line: runs a second, and the claim's p50 and p99 in milliseconds.
 */
import { newId, transaction } from "../server/base/index.ts";
import { defaultSettings, enqueueRuns } from "../server/rooms/runs/index.ts";
import {
  completeRuns,
  createMind,
  dispatchOnce,
  evenShares,
  insertRunner,
  makeCompletion,
  makeRun,
  makeTarget,
  renewLead,
} from "../server/rooms/runs/testing.ts";
import { openWorld } from "../server/testing/index.ts";

const [runs = 20_000, customers = 100, slots = 200] = process.argv.slice(2).map(Number);
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
const enqueued = performance.now();
const mind = createMind(newId(clock), evenShares(null));
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
const seconds = (performance.now() - enqueued) / 1_000;
const sorted = claimMs.toSorted((one, other) => one - other);
const at = (share: number): number => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
console.log(
  JSON.stringify({
    name: "queue no-op",
    runs: done,
    customers,
    slots,
    enqueuedPerSecond: Math.round(runs / ((enqueued - began) / 1_000)),
    perSecond: Math.round(done / seconds),
    claimP50: at(0.5),
    claimP99: at(0.99),
  }),
);
