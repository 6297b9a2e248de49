import assert from "node:assert/strict";
import { test } from "node:test";
import type { Figures } from "../figures.ts";
import { fineFigures } from "../testing/figures.ts";
import { conditions } from "./conditions.ts";

const now = Date.parse("2026-11-29T12:00:00Z");
const minute = 60_000;
const hour = 60 * minute;
const figures = (over: Partial<Figures> = {}): Figures => ({ failingChannels: [], ...fineFigures(now), ...over });

/** The conditions that are bad, with their texts. */
function wrong(over: Partial<Figures>, isOpen = false): string[] {
  return conditions.flatMap((condition) => {
    const trouble = condition.judge(figures(over), now, isOpen);
    return trouble ? [`${condition.name}: ${trouble.text}`] : [];
  });
}

test("a deployment that is well has nothing wrong, just begun or long open", () => {
  assert.deepEqual([wrong({}), wrong({}, true)], [[], []]);
  assert.deepEqual(wrong({ madeAt: now, backup: { madeAt: null, verifiedAt: null, failedAt: null, error: null } }), []);
  assert.deepEqual(wrong({ spawnerUp: undefined }), []);
});

test("each figure that is bad is told by its own condition, with the figure in its sentence", () => {
  const never = { madeAt: null, verifiedAt: null, failedAt: null, error: null };
  const cases: [Partial<Figures>, RegExp][] = [
    [{ runnersUp: 0, waiting: 3 }, /^no-runner: .*3 wait/],
    [{ oldestReadyAt: now - 6 * minute, waiting: 9 }, /^runs-wait: .*6 min; 9 wait/],
    [{ spawnerUp: false }, /^spawner-down: /],
    [{ backup: { madeAt: now, verifiedAt: now - hour, failedAt: now, error: "The disk is full." } }, /^backup-failed: The disk is full\./],
    [{ madeAt: now - 72 * hour, backup: never }, /^backup-stale: None was ever restored on trial, in 3 days/],
    [{ backup: { ...never, verifiedAt: now - 50 * hour } }, /^backup-stale: .*2 days old/],
    [{ disk: { path: "/data", freeBytes: 9, totalBytes: 100 } }, /^disk: 91 % of the disk of \/data/],
    [{ oldestTransaction: { seconds: 1200, application: "psql", pid: 7 } }, /^old-transaction: One of psql .*20 min/],
    [{ facts: [{ handler: "installs", oldestAt: now - 10 * minute, givenUp: 0 }] }, /^facts-behind: installs is 10 min behind/],
    [{ facts: [{ handler: "runs", oldestAt: null, givenUp: 2 }] }, /^facts-behind: runs gave up on 2/],
    [{ failingChannels: [{ name: "Phone", since: now - hour, error: "Nothing listens there." }] }, /^not-told: Phone .*1 h: Nothing/],
  ];
  for (const [over, expected] of cases) {
    const said = wrong(over);
    assert.equal(said.length, 1, said.join(" | "));
    assert.match(said[0] ?? "", expected);
  }
});

test("what wavers about its limit neither opens nor closes: good asks for more than not bad", () => {
  const disk = (used: number) => ({ disk: { path: "/", freeBytes: 100 - used, totalBytes: 100 } });
  const isBad = (used: number, isOpen: boolean) => wrong(disk(used), isOpen).length > 0;
  assert.deepEqual(
    [isBad(89, false), isBad(90, false), isBad(89, true), isBad(85, true), isBad(84, true)],
    [false, true, true, true, false],
  );
  const waits = (minutes: number, isOpen: boolean) => wrong({ oldestReadyAt: now - minutes * minute }, isOpen).length > 0;
  assert.deepEqual([waits(4, false), waits(4, true), waits(0.5, true)], [false, true, false]);
});

test("a figure without a disk, or a backup that was mended, is no trouble", () => {
  assert.deepEqual(wrong({ disk: { path: "/", freeBytes: 0, totalBytes: 0 } }), []);
  assert.deepEqual(wrong({ backup: { madeAt: now, verifiedAt: now, failedAt: now - hour, error: "x" } }), []);
});
