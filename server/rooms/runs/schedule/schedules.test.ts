import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newId, transaction } from "../../../base/index.ts";
import { openWorld } from "../../../testing/index.ts";
import { makeTarget } from "../testing.ts";
import { lockDueSchedules, putSchedules, type Backfill, type ScheduleRow } from "../store/schedules.ts";
import { dueMoments, dueStep } from "./missed-times.ts";
import { jitterSeconds, lastDues, nextDue } from "./next-due.ts";
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

test("zones with rules of their own: clocks moved by half an hour, and a midnight that does not exist", () => {
  // Lord Howe leaves out 02:00 to 02:30 in October, and has 01:30 to 02:00 twice in April.
  const lordHowe = (line: string, from: string, to: string): string[] => timesIn(line, "Australia/Lord_Howe", from, to);
  assert.deepEqual(lordHowe("15 2 * * *", "2026-10-02T00:00:00Z", "2026-10-05T00:00:00Z"), ["10-02T15:45", "10-03T15:30", "10-04T15:15"]);
  assert.deepEqual(lordHowe("45 1 * * *", "2026-04-03T00:00:00Z", "2026-04-06T00:00:00Z"), ["04-03T14:45", "04-04T14:45", "04-05T15:15"]);
  assert.equal(lordHowe("*/30 * * * *", "2026-04-04T13:50:00Z", "2026-04-04T17:00:00Z").length, 6);
  assert.deepEqual(timesIn("0 0 * * *", "America/Santiago", "2026-09-05T00:00:00Z", "2026-09-07T12:00:00Z"), [
    "09-05T04:00",
    "09-06T04:00",
    "09-07T03:00",
  ]);
  assert.deepEqual(timesIn("30 0 * * *", "Africa/Cairo", "2026-04-22T12:00:00Z", "2026-04-25T00:00:00Z"), [
    "04-22T22:30",
    "04-23T22:00",
    "04-24T21:30",
  ]);
});

test("every hour is there once, of the day with 23 and of the day with 25", () => {
  const hours = (zone: string, from: string, to: string): number =>
    timesIn("0 * * * *", zone, new Date(at(from) - 1).toISOString(), to).length;
  assert.equal(hours("Europe/London", "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z"), 23);
  assert.equal(hours("Europe/London", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z"), 25);
  assert.equal(hours("America/Santiago", "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"), 23);
  assert.equal(hours("America/Santiago", "2026-04-04T03:00:00Z", "2026-04-05T04:00:00Z"), 25);
});

test("the times of a line move forward, and the last one before a moment is one of them", () => {
  const line = fc.constantFrom("*/7 * * * *", "0 3 * * *", "15 2 * * 0", "0 0 1 * *", "30 1 29 2 *");
  const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata");
  fc.assert(
    fc.property(line, zone, fc.integer({ min: at("2026-01-01T00:00:00Z"), max: at("2027-12-31T00:00:00Z") }), (cron, where, now) => {
      const next = nextDue(cron, where, now) ?? assert.fail();
      assert.ok(next > now);
      assert.deepEqual(lastDues(cron, where, next, 1), [next]);
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

test("missed times: none, the last, or all up to a cap are made up for", () => {
  const row = { cron: "0 * * * *", zone: "UTC", nextDue: at("2026-01-05T09:00:00Z"), jitterSeconds: 20 };
  const due = (backfill: Backfill, now: string) =>
    dueMoments({ ...row, backfill }, at(now), 3).map((moment) => new Date(moment).toISOString().slice(11, 16));
  assert.deepEqual(due("last", "2026-01-05T09:00:20Z"), ["09:00"]);
  assert.deepEqual(due("last", "2026-01-05T15:40:00Z"), ["15:00"]);
  assert.deepEqual(due("none", "2026-01-05T09:01:00Z"), ["09:00"]);
  assert.deepEqual(due("none", "2026-01-05T15:40:00Z"), []);
  assert.deepEqual(due("none", "2026-01-05T15:03:00Z"), ["15:00"]);
  assert.deepEqual(due("all", "2026-01-05T09:40:00Z"), ["09:00"]);
  assert.deepEqual(due("all", "2026-01-05T11:00:19Z"), ["09:00", "10:00"]);
  assert.deepEqual(due("all", "2026-01-05T11:00:20Z"), ["09:00", "10:00", "11:00"]);
  assert.deepEqual(due("all", "2026-01-05T15:40:00Z"), ["13:00", "14:00", "15:00"]);
});

test("a declared window spreads over all of it, but never past the next time", () => {
  const now = at("2026-01-05T09:00:00Z");
  const delays = Array.from({ length: 500 }, (_, index) => jitterSeconds(`installation ${index}`, "0 * * * *", "UTC", now, 1_800));
  const tenths = new Set(delays.map((delay) => Math.floor(delay / 180)));
  assert.equal(tenths.size, 10);
  assert.ok(Math.max(...delays) < 1_800);
  assert.ok(jitterSeconds("x", "*/5 * * * *", "UTC", now, 21_600) < 300);
  assert.equal(jitterSeconds("x", "0 0 * * *", "UTC", now, 0), 0);
});

/** What a schedule does that is looked at as soon as it is due, but not before `from`. */
function drive(row: Pick<ScheduleRow, "cron" | "zone" | "nextDue" | "backfill" | "jitterSeconds">, looks: number, from = 0): string[] {
  const times: string[] = [];
  let { nextDue: next } = row;
  let now = from;
  for (let look = 0; look < looks && next !== null; look++) {
    now = Math.max(now, next + row.jitterSeconds * 1_000 + 500);
    const step = dueStep({ ...row, nextDue: next }, now, 100);
    times.push(...step.moments.map((moment) => new Date(moment).toISOString().slice(5, 16)));
    next = step.at;
  }
  return times;
}

test("a delay longer than what is between two times leaves out none of them", () => {
  const row = { cron: "0 9,10 * * *", zone: "UTC", nextDue: at("2026-01-05T09:00:00Z"), backfill: "last" as const, jitterSeconds: 18_000 };
  assert.deepEqual(drive(row, 4), ["01-05T09:00", "01-05T10:00", "01-06T09:00", "01-06T10:00"]);
});

test("looked at late, within the window of a time: that one is run in its turn, unless what is made up for stands for it", () => {
  const late = (backfill: Backfill) =>
    drive(
      { cron: "0 9 * * *", zone: "UTC", nextDue: at("2026-01-03T09:00:00Z"), backfill, jitterSeconds: 40 },
      2,
      at("2026-01-05T09:00:03Z"),
    );
  assert.deepEqual(late("none"), ["01-05T09:00"]);
  assert.deepEqual(late("all"), ["01-03T09:00", "01-04T09:00", "01-05T09:00"]);
  assert.deepEqual(late("last"), ["01-04T09:00", "01-06T09:00"], "one run, not two within a minute");
});

test("whenever it is looked at, each time is run once and in order", () => {
  const row = fc.record({
    cron: fc.constantFrom("0 9,10 * * *", "0,50 8-17 * * *", "0 1,3 * * *", "30 2 * * *"),
    zone: fc.constantFrom("UTC", "Europe/Berlin", "Australia/Lord_Howe"),
    jitterSeconds: fc.integer({ min: 0, max: 21_600 }),
  });
  fc.assert(
    fc.property(row, fc.array(fc.integer({ min: 0, max: 40_000_000 }), { minLength: 3, maxLength: 5 }), (one, pauses) => {
      const first = nextDue(one.cron, one.zone, at("2026-03-27T00:00:00Z"));
      let [next, now, ran] = [first, at("2026-03-27T00:00:00Z"), [] as number[]];
      for (const pause of pauses) {
        now = Math.max(now + pause, (next ?? 0) + one.jitterSeconds * 1_000);
        const step = dueStep({ ...one, backfill: "all", nextDue: next }, now, 200);
        ran = [...ran, ...step.moments];
        next = step.at;
      }
      const expected: number[] = [];
      for (let moment = first; moment !== null && moment + one.jitterSeconds * 1_000 <= now; moment = nextDue(one.cron, one.zone, moment))
        expected.push(moment);
      assert.deepEqual(ran, expected);
    }),
    { numRuns: 50 },
  );
});

test("two schedulers at once lock different schedules", async () => {
  const world = await openWorld();
  const now = world.clock.now();
  for (let index = 0; index < 4; index++) {
    const target = makeTarget(world.clock);
    await transaction(world.engine, ({ tx }) =>
      putSchedules(tx, [
        { ...target, cron: "* * * * *", zone: "UTC", jitterSeconds: 0, backfill: "last", active: true, nextDue: now - 1_000 },
      ]),
    );
  }
  const locked = Promise.withResolvers<Set<string>>();
  const over = Promise.withResolvers<void>();
  const idsOf = (rows: readonly { installationId: string }[]): Set<string> => new Set(rows.map((row) => row.installationId));
  const holding = transaction(world.engine, async ({ tx }) => {
    locked.resolve(idsOf(await lockDueSchedules(tx, now, 2)));
    await over.promise;
  });
  const first = await locked.promise;
  const second = idsOf(await transaction(world.engine, ({ tx }) => lockDueSchedules(tx, now, 10)));
  over.resolve();
  await holding;
  assert.deepEqual([first.size, second.size, first.intersection(second).size], [2, 2, 0]);
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
