import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { showId } from "@stoa/contract";
import { newId, realClock, transaction, type Ctx, type Tx } from "../../../base/index.ts";
import { openWorld } from "../../../testing/index.ts";
import { enqueueRuns } from "../queue/enqueue-runs.ts";
import { showLimits } from "../limits/show-limits.ts";
import { requeueExpired } from "../queue/requeue-runs.ts";
import { defaultSettings } from "../settings.ts";
import { holdEpoch, takeLead } from "../store/claims.ts";
import { noteOrphans } from "../store/handed.ts";
import type { LimitRow } from "../store/limits.ts";
import { endRunners, insertRunner } from "../store/runners.ts";
import { completeRuns, makeCompletion, makeRun, makeTarget, readHeld } from "../testing.ts";
import { createMind, dispatchOnce, renewLead } from "./dispatch-once.ts";
import { startDispatcher } from "./start-dispatcher.ts";
import { createWake } from "./wake.ts";

const world = await openWorld();
const engine: Ctx = { ...world.engine, clock: realClock };
const name = "dispatch";
await transaction(engine, ({ tx }) =>
  insertRunner(tx, { id: newId(realClock), place: "here", workSlots: 6, probeSlots: 0, about: {}, leaseMs: 600_000 }),
);

/** Lets a dispatcher of the product's own settings stand by, and tells by the database's clock how long after `since` it claimed. */
async function takeover(since: number): Promise<number> {
  const run = makeRun(realClock, makeTarget(realClock));
  await enqueueRuns(engine, [run], defaultSettings);
  const standby = startDispatcher({ ctx: engine, settings: defaultSettings, wake: createWake() });
  const claimed = () =>
    transaction(engine, ({ tx }) =>
      tx.row<{ at: number }>("select clock_timestamp() as at from runs.ready where run_id = $1 and state = 'running'", [run.runId]),
    );
  try {
    for (;;) {
      const row = await claimed();
      if (row) return row.at - since;
      await wait(20);
    }
  } finally {
    await standby.stop();
  }
}

/** Five seconds, and what this machine, busy with other tests, takes for a hundred transactions. */
async function bar(): Promise<number> {
  const began = performance.now();
  for (let turn = 0; turn < 20; turn++) await databaseNow();
  return 5_000 + (performance.now() - began) * 5;
}

const databaseNow = async (): Promise<number> =>
  (await transaction(engine, ({ tx }) => tx.row<{ at: number }>("select clock_timestamp() as at")))?.at ?? assert.fail();

test("a standby leads within 5 s of the last sign of a leader that is gone", async () => {
  const before = newId(realClock);
  const since = await databaseNow();
  await transaction(engine, ({ tx }) => takeLead(tx, { name, holder: before, leaseMs: defaultSettings.leaderLeaseMs, about: {} }));
  const took = await takeover(since);
  assert.ok(took >= defaultSettings.leaderLeaseMs - 50 && took <= (await bar()), `${took} ms`);
});

test("a leader frozen in the middle of a claim keeps nobody waiting longer, and claims nothing when it wakes", async () => {
  await transaction(engine, ({ tx }) => tx.run("update runs.leader set lease_until = '-infinity'"));
  const before = newId(realClock);
  const since = await databaseNow();
  const epoch = await transaction(engine, ({ tx }) =>
    takeLead(tx, { name, holder: before, leaseMs: defaultSettings.leaderLeaseMs, about: {} }),
  );
  const frozen = new pg.Client({ ...world.connection, idle_in_transaction_session_timeout: 60_000 });
  frozen.on("error", () => undefined);
  await frozen.connect();
  await frozen.query("begin; set local role stoa_wide");
  const rows = async <Row extends object>(sql: string, values: unknown[] = []) => (await frozen.query<Row>(sql, values)).rows;
  const row = async <Row extends object>(sql: string, values: unknown[] = []) => (await rows<Row>(sql, values))[0];
  const tx = { rows, row, named: (_name: string, sql: string, values: unknown[] = []) => rows(sql, values), run: () => Promise.resolve(0) };
  assert.ok(await holdEpoch(tx as Parameters<typeof holdEpoch>[0], name, epoch ?? assert.fail()));
  const took = await takeover(since);
  assert.ok(took <= (await bar()), `${took} ms`);
  await assert.rejects(frozen.query("select 1"), "its transaction was ended");
  await frozen.end().catch(() => undefined);
});

/** Rows of the queue that this connection has read. */
async function rowsRead(tx: Tx): Promise<number> {
  const stats = "select seq_tup_read + idx_tup_fetch as rows from pg_stat_xact_user_tables where relid = 'runs.ready'::regclass";
  return Number((await tx.row<{ rows: number }>(stats))?.rows);
}

/** Of a host, as its operator sets it. */
function limitOf(hostId: string): LimitRow {
  const unsaid = { weight: null, perMinute: null, waiting: null, waitMinutes: null, sideId: null, customerId: null, plan: null };
  return { ...unsaid, id: newId(realClock), kind: "host", subjectId: hostId, setBy: "operator", atOnce: 1, version: 1, changedAt: 0 };
}

/** A page of limits, as operator and as a host: of a queue where one run is under way it reads that one, however many wait. */
async function readsWhatRuns({ sideId, hostId }: { sideId: string; hostId: string }): Promise<void> {
  const waiting = Array.from({ length: 300 }, () => makeRun(realClock, makeTarget(realClock)));
  await enqueueRuns(engine, waiting, defaultSettings);
  for (const scope of [{ kind: "operator" }, { kind: "side", sideId, hostId }] as const) {
    const { read, shown } = await transaction({ ...engine, scope }, async (inner) => {
      const before = await rowsRead(inner.tx);
      const [limit] = await showLimits(inner, [limitOf(hostId)]);
      return { shown: limit, read: (await rowsRead(inner.tx)) - before };
    });
    assert.deepEqual([shown?.subject, shown?.use.running], [showId("host", hostId), 1]);
    assert.ok(read > 0 && read < 10, `limits read ${read} rows where 1 run is under way and 300 wait`);
  }
}

test("a claim writes no index, what a runner holds is found by what claims noted, and what nobody noted by a look at all", async () => {
  await transaction(engine, ({ tx }) => tx.run("update runs.leader set lease_until = '-infinity'"));
  await transaction(engine, ({ tx }) => tx.run("update runs.runner set state = 'gone'"));
  const runnerId = newId(realClock);
  await transaction(engine, ({ tx }) =>
    insertRunner(tx, { id: runnerId, place: "notes", workSlots: 200, probeSlots: 0, about: {}, leaseMs: 600_000 }),
  );
  await transaction(engine, ({ tx }) => tx.run("delete from runs.ready"));
  await enqueueRuns(
    engine,
    Array.from({ length: 150 }, () => makeRun(realClock, makeTarget(realClock))),
    defaultSettings,
  );
  const mind = createMind(newId(realClock));
  await renewLead(engine, mind, 600_000);
  const { claims, written } = await transaction(engine, async (inner) => {
    const got = await dispatchOnce(inner, mind);
    const stats =
      "select n_tup_upd >= 150 as claimed, n_tup_upd - n_tup_hot_upd as elsewhere from pg_stat_xact_user_tables where relid = 'runs.ready'::regclass";
    return { claims: got, written: await inner.tx.row<{ claimed: boolean; elsewhere: number }>(stats) };
  });
  assert.equal(claims.length, 150);
  assert.deepEqual(written, { claimed: true, elsewhere: 0 }, "an index names what a claim changes, or the pages have no room");

  const ids = (runs: readonly { runId: string }[]): string[] => runs.map((run) => run.runId).toSorted();
  assert.deepEqual(ids(await readHeld(engine, runnerId)), ids(claims));
  const [first, ...others] = claims;
  await completeRuns(
    engine,
    others.map((run) => makeCompletion(realClock, run)),
    defaultSettings,
  );
  assert.deepEqual(ids(await readHeld(engine, runnerId)), ids([first ?? assert.fail()]));
  const noted = () => transaction(engine, ({ tx }) => tx.rows("select run_ids as runs from runs.handed where runner_id = $1", [runnerId]));
  assert.deepEqual(await noted(), [{ runs: [first?.runId] }], "what is over is forgotten");

  await transaction(engine, ({ tx }) => tx.run("delete from runs.handed"));
  assert.deepEqual(await readHeld(engine, runnerId), []);
  assert.deepEqual(ids(await readHeld(engine, runnerId, true)), ids([first ?? assert.fail()]));
  assert.deepEqual(ids(await readHeld(engine, runnerId)), ids([first ?? assert.fail()]), "and is noted from then on");

  assert.ok(first);
  await readsWhatRuns(first);

  await transaction(engine, async ({ tx }) => {
    await endRunners(tx, { ids: [runnerId] });
    await tx.run("delete from runs.handed where runner_id = $1", [runnerId]);
    await noteOrphans(tx);
  });
  const back = await requeueExpired(engine, defaultSettings);
  assert.deepEqual(back.runs, [first?.runId], "what a runner that is gone took without a note is requeued");
});
