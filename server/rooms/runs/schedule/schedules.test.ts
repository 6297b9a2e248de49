import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newId, transaction } from "../../../base/index.ts";
import { openWorld } from "../../../testing/index.ts";
import { makeTarget } from "../testing.ts";
import { lockDueSchedules, putSchedule } from "../store/schedules.ts";
import { dueMoment } from "./fire-schedules.ts";
import { jitterSeconds, lastDue, nextDue } from "./next-due.ts";
import { dropHistory, makePartitions } from "./keep-history.ts";
import { openBlobStore } from "../../../base/blobs/index.ts";
import { tmpdir } from "node:os";

const at = (text: string): number => Date.parse(text);

/** All times a line names in a span. */
function timesIn(line: string, zone: string, from: string, to: string): string[] {
  const times: string[] = [];
  for (let next = nextDue(line, zone, at(from)); next !== null && next < at(to); next = nextDue(line, zone, next))
    times.push(new Date(next).toISOString().slice(5, 16));
  return times;
}

test("clocks that spring forward: a time that does not exist is run once, at the hour's end", () => {
  assert.deepEqual(timesIn("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z"), ["03-29T01:00", "03-30T00:30"]);
  assert.deepEqual(timesIn("30 2 * * *", "America/New_York", "2026-03-07T12:00:00Z", "2026-03-09T12:00:00Z"), [
    "03-08T07:00",
    "03-09T06:30",
  ]);
});

test("clocks that fall back: a daily line runs once, a line of every half hour runs through", () => {
  assert.deepEqual(timesIn("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"), ["10-25T00:30", "10-26T01:30"]);
  assert.equal(timesIn("*/30 * * * *", "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T02:00:00Z").length, 7);
  assert.equal(timesIn("0 * * * *", "Europe/Berlin", "2026-10-24T21:30:00Z", "2026-10-25T22:30:00Z").length, 25);
});

test("the times of a line move forward, and the last one before a moment is one of them", () => {
  const line = fc.constantFrom("*/7 * * * *", "0 3 * * *", "15 2 * * 0", "0 0 1 * *", "30 1 29 2 *");
  const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata");
  fc.assert(
    fc.property(line, zone, fc.integer({ min: at("2026-01-01T00:00:00Z"), max: at("2027-12-31T00:00:00Z") }), (cron, where, now) => {
      const next = nextDue(cron, where, now) ?? assert.fail();
      assert.ok(next > now);
      assert.equal(lastDue(cron, where, next), next);
    }),
    { numRuns: 200 },
  );
});

test("an installation's delay is its own, the same each time, less than a minute and than half its interval", () => {
  const now = at("2026-01-05T09:00:00Z");
  const delays = Array.from({ length: 200 }, (_, index) => jitterSeconds(`installation ${index}`, "*/15 * * * *", "UTC", now));
  assert.ok(new Set(delays).size > 40 && Math.max(...delays) < 60);
  assert.deepEqual(
    delays,
    Array.from({ length: 200 }, (_, index) => jitterSeconds(`installation ${index}`, "*/15 * * * *", "UTC", now + 77_000)),
  );
  assert.ok(jitterSeconds("x", "* * * * *", "UTC", now) < 30);
});

test("missed times: the last is made up for, or none", () => {
  const row = { cron: "0 * * * *", zone: "UTC", nextDue: at("2026-01-05T09:00:00Z"), jitterSeconds: 20 };
  const due = (backfill: "none" | "last", now: string) => dueMoment({ ...row, backfill }, at(now));
  assert.equal(due("last", "2026-01-05T09:00:20Z"), at("2026-01-05T09:00:00Z"));
  assert.equal(due("last", "2026-01-05T15:40:00Z"), at("2026-01-05T15:00:00Z"));
  assert.equal(due("none", "2026-01-05T09:01:00Z"), at("2026-01-05T09:00:00Z"));
  assert.equal(due("none", "2026-01-05T15:40:00Z"), null);
  assert.equal(due("none", "2026-01-05T15:03:00Z"), at("2026-01-05T15:00:00Z"));
});

test("two schedulers at once lock different schedules", async () => {
  const world = await openWorld();
  const now = world.clock.now();
  for (let index = 0; index < 4; index++) {
    const target = makeTarget(world.clock);
    await transaction(world.engine, ({ tx }) =>
      putSchedule(tx, { ...target, cron: "* * * * *", zone: "UTC", jitterSeconds: 0, active: true, nextDue: now - 1_000 }),
    );
  }
  await transaction(world.engine, async ({ tx }) => {
    const first = await lockDueSchedules(tx, now, 2);
    const second = await transaction(world.engine, ({ tx: other }) => lockDueSchedules(other, now, 10));
    assert.deepEqual([first.length, second.length], [2, 2]);
    assert.equal(
      first.some((row) => second.some((one) => one.installationId === row.installationId)),
      false,
    );
  });
});

test("history is kept by weeks: partitions ahead, what fell outside them moved in, the oldest dropped whole", async () => {
  const world = await openWorld();
  const target = makeTarget(world.clock);
  const near =
    "insert into runs.attempt (run_id, attempt, side_id, customer_id, publisher_id, claimed_at, ended_at, outcome) values ($4, 1, $1, $2, $3, now(), now(), 'lost')";
  const early = newId(world.clock);
  await transaction(world.engine, ({ tx }) => tx.run(near, [target.sideId, target.customerId, target.publisherId, early]));
  assert.equal(await makePartitions(world.engine), 8);
  assert.equal(await makePartitions(world.engine), 0);
  const where = () =>
    transaction(world.engine, ({ tx }) =>
      tx.row<{ place: string }>("select tableoid::regclass::text as place from runs.attempt where run_id = $1", [early]),
    );
  assert.equal((await where())?.place, "runs.attempt_20260101");
  world.clock.advance(10 * 86_400_000);
  const dropped = await dropHistory(world.engine, openBlobStore({ kind: "files", folder: tmpdir() }), { historyDays: 2 });
  assert.ok(dropped.includes("attempt_20260101") && !dropped.includes("attempt_20260108"), dropped.join());
  assert.equal(await where(), undefined);
});
