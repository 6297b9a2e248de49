import assert from "node:assert/strict";
import { test } from "node:test";
import { newId, transaction } from "../../../base/index.ts";
import { openWorld } from "../../../testing/index.ts";
import { putCalls, type CallOwner } from "../store/calls.ts";
import { forgetCalls } from "../testing.ts";
import { CallLog, type CallNote } from "./call-log.ts";

const world = await openWorld();
const id = (): string => newId(world.engine.clock);
const makeOwner = (): CallOwner => ({
  runId: id(),
  attempt: 1,
  installationId: id(),
  integrationId: id(),
  sideId: id(),
  customerId: id(),
  publisherId: id(),
});
const note = (over: Partial<CallNote> = {}): CallNote => ({
  action: "contacts.list",
  method: "GET",
  path: "/contacts",
  status: 200,
  bytesOut: 1,
  bytesIn: 2,
  tookMs: 3,
  refused: null,
  ...over,
});

const rowsOf = (runId: string) =>
  transaction(world.engine, ({ tx }) =>
    tx.rows<{ path: string | null; count: number; bytesIn: number; tookMs: number }>(
      `select path, count, bytes_in::int as "bytesIn", took_ms as "tookMs" from gateway.call where run_id = $1 order by id`,
      [runId],
    ),
  );

test("however long an attempt goes on, past the first thousand it has one row for each kind of request", async () => {
  const owner = makeOwner();
  const log = new CallLog(world.engine, owner);
  for (let at = 0; at < 1_000; at++) log.add(note());
  await log.flush();
  for (let second = 0; second < 3; second++) {
    for (let at = 0; at < 50; at++) log.add(note());
    log.add(note({ status: 404 }));
    await log.flush();
  }
  const rows = await rowsOf(owner.runId);
  assert.deepEqual(rows.slice(1_000), [
    { path: null, count: 150, bytesIn: 300, tookMs: 450 },
    { path: null, count: 3, bytesIn: 6, tookMs: 9 },
  ]);
});

test("all that is too old is forgotten at once, however much it is", async () => {
  const owner = makeOwner();
  const calls = Array.from({ length: 5_200 }, () => ({ ...note(), id: id(), at: Date.now(), count: 1 }));
  await transaction(world.engine, ({ tx }) => putCalls(tx, owner, calls));
  const later = { ...world.engine.clock, now: () => Date.now() + 3 * 86_400_000 };
  assert.ok((await forgetCalls({ ...world.engine, clock: later }, { days: 1 })) >= 5_200);
  assert.deepEqual(await rowsOf(owner.runId), []);
});
