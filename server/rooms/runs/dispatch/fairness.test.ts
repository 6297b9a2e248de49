import assert from "node:assert/strict";
import { test } from "node:test";
import { newId, realClock, transaction, type Ctx } from "../../../base/index.ts";
import { openWorld } from "../../../testing/index.ts";
import { explainWaiting } from "../explain-waiting.ts";
import { completeRuns } from "../queue/complete-runs.ts";
import { enqueueRuns } from "../queue/enqueue-runs.ts";
import { openScene } from "../runner/testing.ts";
import { defaultSettings } from "../settings.ts";
import type { NewRun } from "../store/ready.ts";
import { insertRunner } from "../store/runners.ts";
import { makeCompletion, makeRun, makeTarget } from "../testing.ts";
import { triggerRun } from "../trigger-run.ts";
import { createMind, dispatchOnce, noteWaiting, renewLead } from "./dispatch-once.ts";
import type { LineHead } from "../store/claims.ts";
import type { LimitRow } from "../store/limits.ts";
import { FairShares, type HeldRun } from "./fair-shares.ts";
import { Gates } from "./gates.ts";
import { LimitRules } from "./limit-rules.ts";

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
  const mind = createMind(newId(clock));
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
    assert.equal(claims.length, 3, "only the slot kept for who has nothing under way stands empty");
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
  assert.equal(floodServed, 200 * 3 - 40);
});

test("with room for a whole claim the leader goes by what it remembers to run; what was requeued and is claimed again it counts once", async () => {
  const world = await openWorld();
  const { clock, engine } = world;
  await transaction(engine, ({ tx }) =>
    insertRunner(tx, { id: newId(clock), place: "roomy", workSlots: 2_000, probeSlots: 0, about: {}, leaseMs: 600_000 }),
  );
  const mind = createMind(newId(clock));
  await renewLead(engine, mind, 600_000);
  const run = makeRun(clock, makeTarget(clock));
  await enqueueRuns(engine, [run], defaultSettings);
  const end = (claims: Awaited<ReturnType<typeof dispatchOnce>>, over = {}) =>
    completeRuns(
      engine,
      claims.map((claim) => makeCompletion(clock, claim, over)),
      defaultSettings,
    );
  const first = await dispatchOnce(engine, mind);
  await end(first, { verdict: "returned" });
  noteWaiting(mind, [run.customerId]);
  const again = await dispatchOnce(engine, mind);
  assert.deepEqual(
    mind.running?.map(({ runId, attempt }) => ({ runId, attempt })),
    [{ runId: run.runId, attempt: 2 }],
  );
  await end(again);
  mind.askedAt = Number.NEGATIVE_INFINITY;
  assert.deepEqual(await dispatchOnce(engine, mind), []);
  assert.deepEqual(mind.running, []);
});

test("the last slots go only to customers that have nothing under way, however few others wait", () => {
  const bench = new Bench();
  const long = bench.head("long");
  assert.equal(bench.serve([long], 6, 0, 1).length, 5, "its runs take all slots but the one kept");
  assert.deepEqual(bench.serve([long], 1, 1, 1), [], "which stays free for another");
  const [claim] = bench.serve([long, bench.head("quiet")], 1, 2, 1);
  assert.equal(claim?.customerId, "quiet");
});

const limit = (over: Partial<LimitRow>): LimitRow => ({
  id: "",
  kind: "customer",
  subjectId: null,
  sideId: null,
  customerId: null,
  plan: null,
  setBy: "operator",
  weight: null,
  atOnce: null,
  perMinute: null,
  waiting: null,
  waitMinutes: null,
  version: 1,
  changedAt: 0,
  ...over,
});

/** Shares over made-up customers that always have work waiting, driven without a database. */
class Bench {
  readonly gates: Gates;
  readonly shares: FairShares;
  runs = 0;

  constructor(limits: readonly LimitRow[] = []) {
    this.gates = new Gates(new LimitRules(limits, null));
    this.shares = new FairShares(this.gates);
  }

  head(customerId: string, over: Partial<LineHead> = {}): LineHead {
    const place = { sideId: "side", hostId: "host", integrationId: "integration", accountKey: customerId };
    return { customerId, ...place, lineId: "integration", priority: 1, readyAt: 0, runId: "run", ...over };
  }

  /** Gives out slots among the heads as if all had enough. */
  serve(heads: readonly LineHead[], slots: number, now: number, kept = 0) {
    this.shares.line(heads, now);
    const picks = this.shares.choose(slots, now, kept);
    const claims = picks.flatMap(({ line, most }) =>
      Array.from({ length: most }, () => ({ ...line, runId: `run ${String((this.runs += 1)).padStart(9, "0")}`, attempt: 1 })),
    );
    this.shares.charge(claims, now);
    this.shares.settle(picks, claims);
    return claims;
  }
}

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
  const bench = new Bench([...weights].map(([subjectId, weight]) => limit({ subjectId, weight })));
  const used = new Map<string, number>();
  let running: (HeldRun & { until: number })[] = [];
  for (let now = 0; bench.runs < 10_000; now += 1) {
    running = running.filter((run) => run.until > now);
    bench.shares.observe(running, now);
    const heads = [...weights.keys()].map((customer) => bench.head(customer));
    for (const claim of bench.serve(heads, 4 - running.length, now)) {
      const { customerId } = claim;
      used.set(customerId, (used.get(customerId) ?? 0) + (took.get(customerId) ?? 0));
      running.push({ ...claim, until: now + (took.get(customerId) ?? 1) });
    }
  }
  const unit = (used.get("one") ?? 0) + (used.get("two") ?? 0) + (used.get("four") ?? 0);
  for (const [customer, weight] of weights)
    assert.ok(
      Math.abs((used.get(customer) ?? 0) / unit / (weight / 7) - 1) < 0.05,
      `${customer} got ${((used.get(customer) ?? 0) / unit).toFixed(3)} for a weight of ${weight}`,
    );
});

test("who idled gains nothing by it: coming back, it shares from then on", () => {
  const bench = new Bench();
  const serve = (customers: string[], now: number): string => {
    const heads = customers.map((customer) => bench.head(customer));
    const [claim] = bench.serve(heads, 1, now);
    bench.shares.observe([], now + 100);
    return claim?.customerId ?? assert.fail();
  };
  for (let now = 0; now < 100_000; now += 100) serve(["busy"], now);
  const after = Array.from({ length: 100 }, (_, index) => serve(["busy", "back"], 100_000 + index * 100));
  const back = after.filter((customer) => customer === "back").length;
  assert.ok(back >= 45 && back <= 55, `got ${back} of 100`);
});

test("of one customer's runs the urgent go first, and every eighth turn is the oldest's", () => {
  const bench = new Bench();
  const heads = [bench.head("one", { priority: 0, readyAt: 9 }), bench.head("one", { priority: 3, readyAt: 1 })];
  const given = Array.from({ length: 32 }, (_, turn) => {
    const [claim] = bench.serve(heads, 1, turn * 100);
    bench.shares.observe([], turn * 100 + 50);
    return claim?.priority;
  });
  assert.deepEqual(
    given.map((priority, index) => (priority === 3 ? index + 1 : 0)).filter((turn) => turn > 0),
    [8, 16, 24, 32],
  );
});

test("a host's weights share out what is its own, and take nothing from another host's customers", () => {
  const rules = new LimitRules(
    [
      limit({ setBy: "host", sideId: "loud", kind: "plan", plan: "gold", weight: 1_000 }),
      limit({ setBy: "host", sideId: "loud", subjectId: "golden", plan: "gold" }),
      limit({ setBy: "host", sideId: "loud", subjectId: "silver", weight: 500 }),
      limit({ subjectId: "helped", weight: 3 }),
    ],
    null,
  );
  const weightOf = (customerId: string, sideId: string): number => rules.weightOf({ customerId, sideId });
  assert.deepEqual(
    [
      weightOf("golden", "loud"),
      weightOf("silver", "loud"),
      weightOf("else", "loud"),
      weightOf("quiet", "other"),
      weightOf("helped", "other"),
    ],
    [1, 0.5, 0.001, 1, 3],
  );
});

test("limits hold before a line is chosen: caps of several kinds at once, and who is capped keeps no one else waiting", () => {
  const bench = new Bench([
    limit({ subjectId: "capped", atOnce: 2 }),
    limit({ kind: "integration", subjectId: "narrow", atOnce: 3 }),
    limit({ kind: "host", subjectId: "small", atOnce: 1 }),
  ]);
  const heads = [
    bench.head("capped"),
    bench.head("free"),
    bench.head("free", { lineId: "narrow", integrationId: "narrow" }),
    bench.head("other", { lineId: "narrow", integrationId: "narrow" }),
    bench.head("ofSmall", { hostId: "small" }),
    bench.head("ofSmall2", { hostId: "small" }),
  ];
  const claims = bench.serve(heads, 40, 0);
  const count = (of: (claim: LineHead) => boolean): number => claims.filter(of).length;
  assert.equal(claims.length, 40);
  assert.equal(
    count(({ customerId }) => customerId === "capped"),
    2,
  );
  assert.equal(
    count(({ integrationId }) => integrationId === "narrow"),
    3,
  );
  assert.equal(
    count(({ hostId }) => hostId === "small"),
    1,
  );
  assert.deepEqual(
    bench.serve(heads, 40, 0).filter(({ customerId }) => customerId !== "free"),
    [],
  );
});

test("a rate lets a second's worth through at once and then the rest in time, while others go on", () => {
  const bench = new Bench([limit({ subjectId: "slow", perMinute: 120 })]);
  const served = { slow: 0, free: 0 };
  for (let now = 0; now < 60_000; now += 50) {
    for (const claim of bench.serve([bench.head("slow"), bench.head("free")], 2, now)) served[claim.customerId as "slow" | "free"] += 1;
    bench.shares.observe([], now + 50);
  }
  assert.ok(served.slow >= 118 && served.slow <= 122, `${served.slow} in a minute at 120`);
  assert.equal(served.slow + served.free, 2_400, "no slot stood empty");
});

test("one customer alone has every slot; as soon as another has something installed one is kept for whoever holds none", async () => {
  const scene = await openScene();
  const engine: Ctx = { ...scene.world.engine, clock: realClock };
  await transaction(engine, async ({ tx }) => {
    await tx.run("update runs.runner set state = 'gone'");
    await tx.run("delete from runs.ready");
    await insertRunner(tx, { id: newId(realClock), place: "alone", workSlots: 3, probeSlots: 0, about: {}, leaseMs: 600_000 });
    await tx.run("update runs.leader set lease_until = '-infinity'");
  });
  const published = await scene.publish("exit 0");
  const one = await scene.makeCustomer();
  const installations = [1, 2, 3, 4].map(() => scene.install(one.owner, published));
  const trigger = async (): Promise<string[]> =>
    Promise.all(installations.map(async (id) => (await triggerRun(one.owner, { installationId: await id })).runId));
  const dispatch = async () => {
    const mind = createMind(newId(realClock));
    await transaction(engine, ({ tx }) => tx.run("update runs.leader set lease_until = '-infinity'"));
    await renewLead(engine, mind, 600_000);
    return dispatchOnce(engine, mind);
  };
  const end = (claims: Awaited<ReturnType<typeof dispatch>>) =>
    completeRuns(
      engine,
      claims.map((claim) => makeCompletion(realClock, claim)),
      defaultSettings,
    );
  await trigger();
  const all = await dispatch();
  assert.equal(all.length, 3);
  await end(all);
  await end(await dispatch());

  const other = await scene.makeCustomer();
  await scene.install(other.owner, published);
  const runs = await trigger();
  const shared = await dispatch();
  assert.equal(shared.length, 2);
  const waiting = runs.find((runId) => !shared.some((claim) => claim.runId === runId)) ?? assert.fail();
  assert.match(
    (await explainWaiting(one.owner, { runId: waiting })).sentence,
    /^All places to run but 1 kept for customers that have nothing under way/,
  );
});
