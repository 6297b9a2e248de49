import assert from "node:assert/strict";
import { test } from "node:test";
import { newId, transaction } from "../../../base/index.ts";
import { openWorld } from "../../../testing/index.ts";
import { completeRuns } from "../queue/complete-runs.ts";
import { enqueueRuns } from "../queue/enqueue-runs.ts";
import { defaultSettings } from "../settings.ts";
import type { NewRun } from "../store/ready.ts";
import { insertRunner } from "../store/runners.ts";
import { makeCompletion, makeRun, makeTarget } from "../testing.ts";
import { createMind, dispatchOnce, noteWaiting, renewLead } from "./dispatch-once.ts";
import { evenShares, FairShares } from "./fair-shares.ts";

test("while one customer has 20,000 runs waiting, another's begin in the next round, and the flood keeps the rest", async () => {
  const world = await openWorld();
  const { clock, engine } = world;
  await transaction(engine, ({ tx }) =>
    insertRunner(tx, { id: newId(clock), place: "flood", workSlots: 4, probeSlots: 0, about: {}, leaseMs: 600_000 }),
  );
  const flooding = newId(clock);
  const targets = Array.from({ length: 200 }, () => makeTarget(clock, { customerId: flooding }));
  for (let round = 0; round < 10; round++) {
    const batch: NewRun[] = [];
    for (let index = 0; index < 2_000; index++) batch.push(makeRun(clock, targets[index % 200] ?? assert.fail()));
    await enqueueRuns(engine, batch, defaultSettings);
  }
  const quiet = makeTarget(clock);
  const mind = createMind(newId(clock), evenShares(null));
  await renewLead(engine, mind, 600_000);
  const waits: number[] = [];
  let asked: { runId: string; round: number } | undefined;
  let floodServed = 0;
  for (let round = 0; round < 200; round++) {
    if (!asked && round % 5 === 0) {
      const run = makeRun(clock, quiet);
      await enqueueRuns(engine, [run], defaultSettings);
      noteWaiting(mind, [quiet.customerId]);
      asked = { runId: run.runId, round };
    }
    const claims = await dispatchOnce(engine, mind);
    assert.equal(claims.length, 4, "no slot stands empty");
    if (asked && claims.some((claim) => claim.runId === asked?.runId)) {
      waits.push(round - asked.round);
      asked = undefined;
    }
    floodServed += claims.filter((claim) => claim.customerId === flooding).length;
    clock.advance(100);
    await completeRuns(
      engine,
      claims.map((claim) => makeCompletion(clock, claim)),
      defaultSettings,
    );
  }
  assert.equal(waits.length, 40, "every quiet run was served");
  assert.ok(Math.max(...waits) <= 1, `rounds waited: ${waits.join()}`);
  assert.equal(floodServed, 200 * 4 - 40);
});

test("shares follow weights within 5 %, whatever runs take", () => {
  const weights = new Map([
    ["one", 1],
    ["two", 2],
    ["four", 4],
  ]);
  const took = new Map([
    ["one", 30],
    ["two", 90],
    ["four", 15],
  ]);
  const shares = new FairShares({ weightOf: (id) => weights.get(id) ?? 1, capOf: () => null });
  const used = new Map<string, number>();
  let running: { runId: string; attempt: number; customerId: string; until: number }[] = [];
  const all = new Set<string>();
  for (let now = 0; all.size < 10_000; now += 1) {
    running = running.filter((run) => run.until > now);
    shares.observe(running, now);
    const claims = shares.choose(weights.keys(), 4 - running.length).flatMap(({ customerId, most }) =>
      Array.from({ length: most }, (_, index) => ({
        runId: `run ${now} ${customerId} ${index}`,
        attempt: 1,
        customerId,
        until: now + (took.get(customerId) ?? 1),
      })),
    );
    shares.charge(claims, now);
    for (const { runId } of claims) all.add(runId);
    for (const { customerId } of claims) used.set(customerId, (used.get(customerId) ?? 0) + (took.get(customerId) ?? 0));
    running.push(...claims);
  }
  const unit = (used.get("one") ?? 0) + (used.get("two") ?? 0) + (used.get("four") ?? 0);
  for (const [customer, weight] of weights)
    assert.ok(
      Math.abs((used.get(customer) ?? 0) / unit / (weight / 7) - 1) < 0.05,
      `${customer} got ${((used.get(customer) ?? 0) / unit).toFixed(3)} for a weight of ${weight}`,
    );
});

test("who idled gains nothing by it: coming back, it shares from then on", () => {
  const shares = new FairShares(evenShares(null));
  let runs = 0;
  const serve = (waiting: string[], now: number): string => {
    const [chosen] = shares.choose(waiting, 1);
    const claim = { runId: `run ${(runs += 1)}`, attempt: 1, customerId: chosen?.customerId ?? assert.fail() };
    shares.charge([claim], now);
    shares.observe([], now + 100);
    return claim.customerId;
  };
  for (let now = 0; now < 100_000; now += 100) serve(["busy"], now);
  const after = Array.from({ length: 100 }, (_, index) => serve(["busy", "back"], 100_000 + index * 100));
  const back = after.filter((customer) => customer === "back").length;
  assert.ok(back >= 45 && back <= 55, `got ${back} of 100`);
});
