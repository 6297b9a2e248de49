import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newId, transaction, type Ctx, type Tx } from "../../../base/index.ts";
import { openWorld, type World } from "../../../testing/index.ts";
import { createMind, dispatchOnce, renewLead, type DispatchMind } from "../dispatch/dispatch-once.ts";
import { defaultSettings } from "../settings.ts";
import { transitions, type ClaimedRun, type ReadyState, type RunTarget } from "../states.ts";
import { insertRunner, renewRunner } from "../store/runners.ts";
import { findStranded, holdWaiting, promoteNext, releaseHeld, wakeDue } from "../store/ready.ts";
import { makeCompletion, makeRun, makeTarget, succeeded, upstreamFailed } from "../testing.ts";
import { completeRuns } from "./complete-runs.ts";
import { enqueueRuns } from "./enqueue-runs.ts";
import { requeueExpired, requeueReplaced } from "./requeue-runs.ts";

const cap = 2;
const settings = { ...defaultSettings, mostLosses: 4 };

const stepArbitrary = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("trigger" as const),
      which: fc.nat(5),
      kind: fc.constantFrom("api", "cron", "webhook", "person", "probe"),
      bytes: fc.constantFrom(10, 600_000),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("dispatch" as const), which: fc.nat(1) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("complete" as const),
      which: fc.nat(20),
      how: fc.constantFrom("good", "bad", "returned", "lost"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("lose" as const), which: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("pause" as const), which: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("resume" as const), which: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("pass" as const), which: fc.nat(200_000) }) },
);
type Step = typeof stepArbitrary extends fc.Arbitrary<infer S> ? S : never;

interface OpenRow {
  run_id: string;
  state: ReadyState;
  kind: string;
  installation_id: string;
  customer_id: string;
  runner_id: string | null;
}

/** A queue with three runners and two candidates for the lead, driven step by step; checks itself after each. */
class Model {
  readonly world: World;
  readonly targets: RunTarget[];
  readonly minds: DispatchMind[];
  runners: string[] = [];
  expected = new Set<string>();
  /** Everything ever claimed, late ones included: a runner that was lost still tries to complete. */
  claims: ClaimedRun[] = [];
  ended = new Set<string>();
  stateSeen = new Map<string, number>();
  /** Where each open run stood after the last step. */
  stood = new Map<string, ReadyState>();

  constructor(world: World) {
    this.world = world;
    const customers = [newId(world.clock), newId(world.clock)];
    this.targets = Array.from({ length: 6 }, (_, index) => makeTarget(world.clock, { customerId: customers[index % 2] ?? "" }));
    this.minds = [createMind(newId(world.clock), { customerCap: cap }), createMind(newId(world.clock), { customerCap: cap })];
  }

  async start(): Promise<void> {
    for (let index = 0; index < 3; index++) await this.addRunner();
  }

  async addRunner(): Promise<void> {
    const id = newId(this.world.clock);
    await this.sql((tx) => insertRunner(tx, { id, place: id, workSlots: 2, probeSlots: 1, about: {}, leaseMs: 600_000 }));
    this.runners.push(id);
  }

  sql<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return transaction(this.world.engine, ({ tx }) => work(tx));
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case "trigger":
        return this.trigger(step);
      case "dispatch":
        return this.dispatch(step.which);
      case "complete":
        return this.complete(step);
      case "lose":
        return this.lose(step.which);
      case "pause":
        await this.sql((tx) => holdWaiting(tx, [this.target(step.which).installationId]));
        return;
      case "resume":
        return this.resume(this.target(step.which).installationId);
      case "pass":
        this.world.clock.advance(step.which);
        await this.sql((tx) => wakeDue(tx, this.world.clock.now(), 100));
    }
  }

  target(which: number): RunTarget {
    return this.targets[which] ?? assert.fail("no such target");
  }

  async trigger(step: Extract<Step, { do: "trigger" }>): Promise<void> {
    const { clock, engine } = this.world;
    const over = {
      api: {},
      cron: { triggerKind: "cron", priority: 3, bundle: "cron" },
      webhook: { triggerKind: "webhook", priority: 2, bundle: "webhook", triggerBytes: step.bytes },
      person: { triggerKind: "person", priority: 0 },
      probe: { kind: "probe", mode: "check", priority: 0 },
    }[step.kind];
    const run = makeRun(clock, this.target(step.which), over as object);
    const taken = (await enqueueRuns(engine, [run], settings)).get(run.runId);
    assert.ok(taken !== undefined);
    if (taken === run.runId) this.expected.add(taken);
    else assert.ok(this.expected.has(taken) && !this.ended.has(taken), "joined a run that waits");
  }

  async dispatch(which: number): Promise<void> {
    const mind = this.minds[which] ?? assert.fail();
    await this.sql((tx) => tx.run("update runs.leader set lease_until = '-infinity'"));
    await renewLead(this.world.engine, mind, 60_000);
    this.claims.push(...(await dispatchOnce(this.world.engine, mind)));
    const other = this.minds[1 - which] ?? assert.fail();
    if (other.epoch !== undefined) assert.deepEqual(await dispatchOnce(this.world.engine, other), [], "an old leader claims nothing");
  }

  async complete(step: Extract<Step, { do: "complete" }>): Promise<void> {
    const run = this.claims[this.claims.length - 1 - step.which];
    if (!run) return;
    const cursor = { form: "json" as const, value: JSON.stringify({ at: this.world.clock.now() }), blobKey: null, bytes: 20 };
    const how = {
      good: { verdict: succeeded, states: run.kind === "work" ? { sync: cursor } : {} },
      bad: { verdict: upstreamFailed },
      returned: { verdict: "returned" as const },
      lost: { verdict: "lost" as const },
    }[step.how];
    const fence = "select 1 as ok from runs.ready where run_id = $1 and attempt = $2 and runner_id = $3 and state = 'running'";
    const stands = (await this.sql((tx) => tx.row(fence, [run.runId, run.attempt, run.runnerId]))) !== undefined;
    const done = await completeRuns(this.world.engine, [makeCompletion(this.world.clock, run, how)], settings);
    assert.deepEqual(done.late, stands ? [] : [run.runId], "a late runner changes nothing");
    for (const id of done.ended) {
      assert.ok(!this.ended.has(id), "completed once");
      this.ended.add(id);
    }
  }

  async lose(which: number): Promise<void> {
    const id = this.runners[which] ?? assert.fail();
    await this.sql((tx) => tx.run("update runs.runner set lease_until = clock_timestamp() - interval '1 s' where id = $1", [id]));
    assert.equal(await this.sql((tx) => renewRunner(tx, id, 600_000, false)), false, "a lease that ran out is not renewed");
    for (const over of (await requeueExpired(this.world.engine, settings)).ended) this.ended.add(over);
    this.runners.splice(which, 1);
    await this.addRunner();
  }

  async resume(installationId: string): Promise<void> {
    await this.sql(async (tx) => {
      await releaseHeld(tx, [installationId]);
      await promoteNext(tx, [installationId], this.world.clock.now());
    });
  }

  async check(): Promise<void> {
    const open = await this.sql((tx) =>
      tx.rows<OpenRow>(
        "select run_id, state, kind, installation_id, customer_id, runner_id from runs.ready where installation_id = any($1)",
        [this.targets.map((t) => t.installationId)],
      ),
    );
    const ended = await this.sql((tx) =>
      tx.rows<{ id: string }>("select id from runs.run where installation_id = any($1)", [this.targets.map((t) => t.installationId)]),
    );
    assert.deepEqual(
      new Set([...open.map((row) => row.run_id), ...ended.map((row) => row.id)]),
      this.expected,
      "no run lost, none invented",
    );
    assert.equal(open.length + ended.length, this.expected.size, "none both open and ended");
    assert.deepEqual(new Set(ended.map((row) => row.id)), this.ended);
    const running = open.filter((row) => row.state === "running");
    const work = running.filter((row) => row.kind === "work");
    assert.equal(new Set(work.map((row) => row.installation_id)).size, work.length, "one running work run an installation");
    for (const id of new Set(running.map((row) => row.runner_id))) {
      assert.ok(
        work.filter((row) => row.runner_id === id).length <= 2 &&
          running.filter((row) => row.runner_id === id && row.kind === "probe").length <= 1,
        "slots",
      );
    }
    for (const id of new Set(work.map((row) => row.customer_id)))
      assert.ok(work.filter((row) => row.customer_id === id).length <= cap, "cap");
    assert.deepEqual(await this.sql(findStranded), [], "no installation whose next run nobody wakes");
    this.checkMoves(open);
    await this.checkStates();
  }

  /** One step of the test moves a run by one legal transition, or by two: a resumed run goes behind and then forward. */
  checkMoves(open: readonly OpenRow[]): void {
    const now = new Map(open.map((row) => [row.run_id, row.state]));
    for (const id of this.expected) {
      const from = this.stood.get(id) ?? (this.ended.has(id) && !now.has(id) ? undefined : "new");
      const to = now.get(id) ?? "ended";
      if (from === undefined || from === to) continue;
      const steps: string[] = transitions.filter((move) => move[0] === from).map((move) => move[1]);
      const further: string[] = transitions.filter((move) => steps.includes(move[0])).map((move) => move[1]);
      assert.ok(steps.includes(to) || further.includes(to), `${from} -> ${to} is not legal`);
    }
    this.stood = now;
  }

  async checkStates(): Promise<void> {
    const rows = await this.sql((tx) =>
      tx.rows<{ id: string; version: number; value: string }>(
        "select distinct on (installation_id) installation_id as id, version, value from runs.state where installation_id = any($1) order by installation_id, version desc",
        [this.targets.map((t) => t.installationId)],
      ),
    );
    for (const { id, value } of rows) {
      const at = (JSON.parse(value) as { at: number }).at;
      assert.ok(at >= (this.stateSeen.get(id) ?? 0), "state never older");
      this.stateSeen.set(id, at);
    }
  }

  /** Whatever happened, what is left can be worked off. */
  async drain(): Promise<void> {
    for (const target of this.targets) await this.resume(target.installationId);
    for (let round = 0; round < 400 && this.ended.size < this.expected.size; round++) {
      this.world.clock.advance(3_600_000);
      await this.sql((tx) => wakeDue(tx, this.world.clock.now(), 100));
      await this.dispatch(0);
      const held = await this.sql((tx) =>
        tx.rows<{ run_id: string; attempt: number }>("select run_id, attempt from runs.ready where state = 'running'"),
      );
      const live = this.claims.filter((claim) => held.some((row) => row.run_id === claim.runId && row.attempt === claim.attempt));
      for (const id of (
        await completeRuns(
          this.world.engine,
          live.map((run) => makeCompletion(this.world.clock, run)),
          settings,
        )
      ).ended)
        this.ended.add(id);
    }
    assert.equal(this.ended.size, this.expected.size, "everything ends");
  }

  async end(): Promise<void> {
    await this.sql(async (tx) => {
      await tx.run("delete from runs.runner");
      await tx.run("delete from runs.ready");
    });
  }
}

test("whatever happens in whatever order: none lost, none completed twice, one at a time, caps and states hold", async () => {
  const world = await openWorld();
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { minLength: 10, maxLength: 60 }), async (steps) => {
      const model = new Model(world);
      await model.start();
      try {
        for (const step of steps) {
          await model.take(step);
          await model.check();
        }
        await model.drain();
        await model.check();
      } finally {
        await model.end();
      }
    }),
    { numRuns: Number(process.env["STOA_QUEUE_RUNS"] ?? 25) },
  );
});

test("a runner that starts requeues at once what its predecessor at its place held, as the next attempt", async () => {
  const world = await openWorld();
  const { clock, engine } = world;
  const sql = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => transaction(engine, ({ tx }) => work(tx));
  const start = (place: string) =>
    sql((tx) => insertRunner(tx, { id: newId(clock), place, workSlots: 1, probeSlots: 0, about: {}, leaseMs: 600_000 }));
  await start("here");
  const run = makeRun(clock, makeTarget(clock));
  await enqueueRuns(engine, [run], settings);
  const mind = createMind(newId(clock));
  await renewLead(engine, mind, 60_000);
  const [before] = await dispatchOnce(engine, mind);
  assert.deepEqual((await requeueReplaced(engine, "elsewhere", settings)).runs, []);
  assert.deepEqual((await requeueReplaced(engine, "here", settings)).runs, [run.runId]);
  await start("here");
  const [after] = await dispatchOnce(engine, mind);
  assert.deepEqual([before?.attempt, after?.attempt, after?.failures, after?.losses], [1, 2, 0, 1]);
  const late = await completeRuns(engine, [makeCompletion(clock, before ?? assert.fail())], settings);
  assert.deepEqual([late.late, late.ended], [[run.runId], []]);
});

test("a run lost too often ends as the platform's fault, and its installation goes on", async () => {
  const world = await openWorld();
  const { clock, engine } = world;
  const mind = createMind(newId(clock));
  await renewLead(engine, mind, 60_000);
  const target = makeTarget(clock);
  const [run, next] = [makeRun(clock, target), makeRun(clock, target)];
  await enqueueRuns(engine, [run, next], settings);
  for (let loss = 1; loss <= settings.mostLosses; loss++) {
    await transaction(engine, ({ tx }) =>
      insertRunner(tx, { id: newId(clock), place: "weak", workSlots: 1, probeSlots: 0, about: {}, leaseMs: 600_000 }),
    );
    assert.equal((await dispatchOnce(engine, mind))[0]?.runId, run.runId);
    assert.deepEqual((await requeueReplaced(engine, "weak", settings)).ended, loss === settings.mostLosses ? [run.runId] : []);
  }
  const ended = await transaction(engine, ({ tx }) => tx.row("select outcome, rule, attempts from runs.run where id = $1", [run.runId]));
  assert.deepEqual(ended, { outcome: "failed", rule: "lost", attempts: 4 });
  const waiting = await transaction(engine, ({ tx }) => tx.row("select state from runs.ready where run_id = $1", [next.runId]));
  assert.deepEqual(waiting, { state: "queued" });
});

/** A leader, and a runner of one slot. */
async function leadOver(engine: Ctx): Promise<DispatchMind> {
  const runner = { id: newId(engine.clock), place: "only", workSlots: 1, probeSlots: 0, about: {}, leaseMs: 600_000 };
  await transaction(engine, ({ tx }) => insertRunner(tx, runner));
  const mind = createMind(newId(engine.clock));
  await renewLead(engine, mind, 60_000);
  return mind;
}

test("an attempt whose run was requeued is late, also when the same runner has the run again", async () => {
  const { clock, engine } = await openWorld();
  const mind = await leadOver(engine);
  const run = makeRun(clock, makeTarget(clock));
  await enqueueRuns(engine, [run], settings);
  const [first] = await dispatchOnce(engine, mind);
  await completeRuns(engine, [makeCompletion(clock, first ?? assert.fail(), { verdict: "returned" })], settings);
  const [second] = await dispatchOnce(engine, mind);
  assert.equal(second?.runnerId, first?.runnerId);
  const sizes = { seq: 0, firstLine: 0, lines: 1, firstAt: clock.now(), rawBytes: 6, storedBytes: 6, hash: "00", blobKey: null };
  const ended = (claim: ClaimedRun | undefined, said: string) => {
    const log = { lines: 1, bytes: 6, chunks: [{ ...sizes, inline: Buffer.from(said) }], written: false };
    return completeRuns(engine, [makeCompletion(clock, claim ?? assert.fail(), { log })], settings);
  };
  assert.deepEqual((await ended(first, "before")).late, [run.runId]);
  assert.deepEqual((await ended(second, "itself")).ended, [run.runId]);
  const kept = await transaction(engine, ({ tx }) =>
    tx.rows<object>("select attempt, inline, customer_id as customer from runs.log_chunk where run_id = $1", [run.runId]),
  );
  assert.deepEqual(
    kept,
    [{ attempt: second?.attempt, inline: Buffer.from("itself"), customer: run.customerId }],
    "nothing of the late one's log",
  );
});

test("a run queued while the one before it is being ended is next at once", async () => {
  const { clock, engine } = await openWorld();
  const mind = await leadOver(engine);
  const target = makeTarget(clock);
  await enqueueRuns(engine, [makeRun(clock, target)], settings);
  const [first] = await dispatchOnce(engine, mind);
  const later = { now: () => clock.now() + 5 };
  const next = makeRun(later, target);
  await enqueueRuns({ ...engine, clock: later }, [next], settings);
  await completeRuns(engine, [makeCompletion(clock, first ?? assert.fail())], settings);
  assert.equal((await dispatchOnce(engine, mind))[0]?.runId, next.runId);
});

test("a requeued run is begun again before all others of its customer, counted neither as failed nor against its retries", async () => {
  const { clock, engine } = await openWorld();
  const mind = await leadOver(engine);
  const customerId = newId(clock);
  const cron = makeRun(clock, makeTarget(clock, { customerId }), { triggerKind: "cron", priority: 3 });
  await enqueueRuns(engine, [cron], settings);
  let [claim] = await dispatchOnce(engine, mind);
  await enqueueRuns(engine, [makeRun(clock, makeTarget(clock, { customerId }), { triggerKind: "person", priority: 0 })], settings);
  for (const verdict of ["returned", "lost", "returned"] as const) {
    await completeRuns(engine, [makeCompletion(clock, claim ?? assert.fail(), { verdict })], settings);
    [claim] = await dispatchOnce(engine, mind);
    assert.equal(claim?.runId, cron.runId);
  }
  assert.deepEqual([claim?.attempt, claim?.failures, claim?.losses], [4, 0, 1]);
  const attempts = await transaction(engine, ({ tx }) =>
    tx.rows<{ outcome: string }>("select outcome from runs.every_attempt where run_id = $1 order by attempt", [cron.runId]),
  );
  assert.deepEqual(
    attempts.map((one) => one.outcome),
    ["returned", "lost", "returned"],
  );
});
