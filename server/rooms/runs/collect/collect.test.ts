import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openBlobStore } from "../../../base/blobs/index.ts";
import { newId, transaction, VirtualClock } from "../../../base/index.ts";
import { openWorld } from "../../../testing/index.ts";
import { makePartitionsOf } from "../schedule/keep-history.ts";
import { insertChunks } from "../store/chunks.ts";
import { collectLogs } from "./collect-logs.ts";
import { fitHistory } from "./fit-history.ts";
import { measureRuns } from "./measure-runs.ts";

const world = await openWorld();
const folder = mkdtempSync(join(tmpdir(), "stoa-collect-"));
after(() => rmSync(folder, { recursive: true }));
const blobs = openBlobStore({ kind: "files", folder });
const { engine, clock } = world;
const day = 86_400_000;
const owner = { sideId: newId(clock), customerId: newId(clock), publisherId: newId(clock) };

/** A run of so many days ago with a log of two pieces: one in the store, one in its row. */
async function logged(days: number): Promise<string> {
  const runId = newId(new VirtualClock(clock.now() - days * day));
  const key = `logs/${runId}/1/0`;
  await blobs.put(key, Buffer.alloc(600));
  const piece = { runId, attempt: 1, ...owner, firstAt: clock.now(), rawBytes: 900, hash: "h", lines: 3 };
  await transaction(engine, ({ tx }) =>
    insertChunks(tx, [
      { ...piece, seq: 0, firstLine: 0, storedBytes: 600, blobKey: key, inline: null },
      { ...piece, seq: 1, firstLine: 3, storedBytes: 400, blobKey: null, inline: Buffer.alloc(400) },
    ]),
  );
  return runId;
}

const left = async (): Promise<string[]> =>
  (await transaction(engine, ({ tx }) => tx.rows<{ id: string }>("select distinct run_id as id from runs.log_chunk order by 1"))).map(
    ({ id }) => id,
  );
const stored = async (): Promise<number> => (await Array.fromAsync(blobs.list("logs/"))).length;

test("logs older than their days go whole, then the oldest until the rest fits; a run that is not over keeps its own", async () => {
  const open = await logged(200);
  const id = newId(clock);
  await transaction(engine, ({ tx }) =>
    tx.run(
      `insert into runs.ready (run_id, kind, mode, trigger_kind, side_id, host_id, customer_id, publisher_id, integration_id, installation_id, state, priority, due_at, queued_at, actor_kind)
       values ($1, 'work', 'run', 'cron', $2, $2, $2, $2, $2, $2, 'running', 1, now(), now(), 'engine')`,
      [open, id],
    ),
  );
  const [old, middle, young] = [await logged(100), await logged(10), await logged(0)];
  assert.equal((await measureRuns(engine)).logs.bytes, 4_000);
  assert.equal(await collectLogs(engine, blobs, { days: 90, bytes: 1e9 }), 1);
  assert.deepEqual([await left(), await stored()], [[open, middle, young].toSorted(), 3]);
  assert.equal(await collectLogs(engine, blobs, { days: 90, bytes: 2_500 }), 1);
  assert.deepEqual(await left(), [open, young].toSorted());
  assert.equal(await collectLogs(engine, blobs, { days: 1, bytes: 2_500 }), 0, "nothing is over its budget");
  assert.equal(await collectLogs(engine, blobs, { days: 90, bytes: 0 }), 1);
  assert.deepEqual([await left(), await stored(), old === open], [[open], 1, false]);
});

/** A run in the history of so many days ago. */
async function ended(days: number): Promise<number> {
  const at = clock.now() - days * day;
  const id = newId(new VirtualClock(at));
  await transaction(engine, ({ tx }) =>
    tx.run(
      `insert into runs.run (id, kind, mode, trigger_kind, side_id, host_id, customer_id, publisher_id, integration_id, installation_id, version, due_at,
         queued_at, ended_at, outcome, rule, sentence, attempts, trigger_count, actor_kind)
       values ($1, 'work', 'run', 'cron', $1, $1, $1, $1, $1, $1, 1, now(), now(), now(), 'succeeded', 'ok', 'Done.', 1, 1, 'engine')`,
      [id],
    ),
  );
  return at;
}

test("history over its bytes loses its oldest spans; the last 28 days stay whatever they take", async () => {
  assert.equal((await measureRuns(engine)).history.oldestAt, null, "where nothing has run, nothing is old");
  await makePartitionsOf(engine, clock.now() - 100 * day, clock.now());
  const [oldest] = [await ended(98), await ended(60)];
  const young = await ended(27);
  const before = await measureRuns(engine);
  assert.ok(before.history.bytes > 0);
  assert.equal(before.history.oldestAt, oldest);
  assert.deepEqual(await fitHistory(engine, blobs, { bytes: before.history.bytes }), []);
  const half = await fitHistory(engine, blobs, { bytes: before.history.bytes * 0.7 });
  assert.ok(half.length > 0);
  const between = await measureRuns(engine);
  assert.ok(between.history.bytes <= before.history.bytes * 0.7 && (between.history.oldestAt ?? 0) > oldest);
  await fitHistory(engine, blobs, { bytes: 0 });
  const { history } = await measureRuns(engine);
  assert.ok(history.bytes > 0);
  assert.equal(history.oldestAt, young);
});
