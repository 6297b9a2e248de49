import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { emitFacts, newId, transaction } from "../../base/index.ts";
import { openWorld } from "../../testing/index.ts";
import { handlerNames } from "../facts.ts";
import { gatherFigures } from "./gather-figures.ts";

const world = await openWorld();
const { engine, clock } = world;
const folder = mkdtempSync(join(tmpdir(), "stoa-figures-"));
after(() => rmSync(folder, { recursive: true }));
const gather = (spawnerDir?: string) => gatherFigures(engine, { dataDir: folder, spawnerDir });

test("an empty deployment has the figures of one: no runner, nothing waiting, no backup, a real disk", async () => {
  const figures = await gather();
  assert.deepEqual(
    [figures.runnersUp, figures.waiting, figures.oldestReadyAt, figures.spawnerUp, figures.backup.verifiedAt],
    [0, 0, null, undefined, null],
  );
  assert.ok(figures.disk.totalBytes > figures.disk.freeBytes && figures.disk.freeBytes > 0);
  assert.ok(Math.abs(figures.madeAt - Date.now()) < 3_600_000);
});

test("a runner, a waiting run, a failed backup and a fact nobody heard are in the figures", async () => {
  const id = newId(clock);
  await transaction(engine, async (ctx) => {
    await ctx.tx.run(
      "insert into runs.runner (id, place, state, work_slots, probe_slots, lease_until) values ($1, 'x', 'up', 1, 1, clock_timestamp() + interval '1 minute')",
      [id],
    );
    await ctx.tx.run(
      `insert into runs.ready (run_id, kind, mode, trigger_kind, side_id, host_id, customer_id, publisher_id, integration_id, installation_id, state, priority, due_at, queued_at, actor_kind)
       values ($1, 'work', 'run', 'cron', $1, $1, $1, $1, $1, $1, 'queued', 1, to_timestamp(1000), now(), 'engine')`,
      [id],
    );
    await ctx.tx.run(
      `insert into base.deployment (name, value, at) values ('backup.failed', '{"what":"The disk is full."}', to_timestamp(2000))`,
    );
    await ctx.tx.run("insert into base.fact_cursor (handler) values ($1)", [handlerNames[0]]);
    await emitFacts(ctx, [{ type: "test.fact", subject: id, subjectVersion: 1 }]);
  });
  const { runnersUp, waiting, oldestReadyAt, backup, facts } = await gather();
  assert.deepEqual([runnersUp, waiting, oldestReadyAt], [1, 1, 1_000_000]);
  assert.deepEqual([backup.failedAt, backup.error], [2_000_000, "The disk is full."]);
  assert.deepEqual(facts, [{ handler: handlerNames[0], oldestAt: clock.now(), givenUp: 0 }]);
});

test("a transaction that was left open is found with its age and its program", async () => {
  const client = await world.db.pool.connect();
  try {
    await client.query(
      "begin; set local role stoa_wide; set local application_name = 'left open'; set transaction isolation level repeatable read",
    );
    await client.query("select from base.fact");
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    const { oldestTransaction } = await gather();
    assert.equal(oldestTransaction?.application, "left open");
    assert.ok(oldestTransaction.seconds >= 1 && oldestTransaction.pid > 0);
  } finally {
    await client.query("rollback");
    client.release();
  }
});

test("a spawner that is not there, or listens and says nothing, is down", { timeout: 30_000 }, async () => {
  assert.equal((await gather(folder)).spawnerUp, false);
  const silent = createServer().listen(join(folder, "spawner.sock"));
  after(() => silent.close());
  assert.equal((await gather(folder)).spawnerUp, false);
});
