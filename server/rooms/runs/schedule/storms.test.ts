import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { transaction, type Ctx } from "../../../base/index.ts";
import { cloneInstallations, hearFacts, tellInstallations } from "../../../testing/index.ts";
import { openScene } from "../runner/testing.ts";
import { defaultSettings } from "../settings.ts";
import { lockDueSchedules } from "../store/schedules.ts";
import { fireDue, fireSchedules } from "./fire-schedules.ts";
import { followInstallations } from "./keep-schedules.ts";

const minute = 60_000;
const scene = await openScene();
const { world } = scene;
const { clock } = world;
const engine: Ctx = world.engine;
const rows = <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
  transaction(engine, ({ tx }) => tx.rows<T>(text, values));

/** Installations with a line, their schedules kept. */
async function plant(count: number, cron: string, schedule: object = {}): Promise<string[]> {
  const { owner } = await scene.makeCustomer();
  const published = await scene.publish("exit 0", { schedule: { cron, editable: true, ...schedule } });
  const first = await scene.install(owner, published);
  const ids = await transaction(engine, async ({ tx }) => {
    const made = await cloneInstallations(tx, first, count, cron);
    await tellInstallations(tx, made, "active", "installation.installed");
    return made;
  });
  await hearFacts(engine, followInstallations);
  return ids;
}

const scheduled = (ids: readonly string[]) =>
  rows<{ installationId: string; nextDue: number | null; active: boolean; delay: number | null }>(
    `select installation_id as "installationId", next_due as "nextDue", active, extract(epoch from fire_at - next_due)::int as delay
     from runs.schedule where installation_id = any($1)`,
    [ids],
  );

test("schedulers at once, and one whose transaction fails: every due time of every schedule is run exactly once", async () => {
  const ids = await plant(60, "* * * * *", { backfill: "all", windowSeconds: 0 });
  const begun = (Math.floor(clock.now() / minute) + 1) * minute;
  for (let round = 0; round < 4; round++) {
    clock.advance(minute);
    const failing = transaction(engine, async (inner) => {
      await fireSchedules(inner, defaultSettings, 25);
      throw new Error("the machine stopped here");
    });
    const both = [0, 1].map(async () => {
      while ((await fireSchedules(engine, defaultSettings, 17)) > 0);
    });
    await assert.rejects(failing, /stopped here/);
    await Promise.all(both);
    while ((await fireSchedules(engine, defaultSettings)) > 0);
  }
  const fired = await rows<{ installationId: string; at: number }>(
    `select installation_id as "installationId", scheduled_for as at from runs.ready where installation_id = any($1)`,
    [ids],
  );
  const times = Array.from({ length: Math.floor((clock.now() - begun) / minute) + 1 }, (_, index) => begun + index * minute);
  const expected = ids.flatMap((id) => times.map((at) => `${id} ${at}`));
  assert.deepEqual(fired.map((run) => `${run.installationId} ${run.at}`).toSorted(), expected.toSorted());
  assert.ok(times.length >= 4);
});

test("missed times: all are runs of their own, in order, up to the cap; they go after what is asked for now", async () => {
  const [id = ""] = await plant(1, "*/10 * * * *", { backfill: "all", windowSeconds: 0 });
  clock.advance(24 * 60 * minute);
  await fireSchedules(engine, { ...defaultSettings, mostBackfill: 5 });
  const found = await rows<{ at: number; state: string; priority: number }>(
    `select scheduled_for as at, state, priority from runs.ready where installation_id = $1 order by run_id`,
    [id],
  );
  assert.deepEqual(
    found.map((run) => [clock.now() - run.at < 50 * minute, run.state, run.priority]),
    [[true, "queued", 4], ...Array.from({ length: 4 }, () => [true, "behind", 4])],
  );
  assert.deepEqual(
    found.map((run) => run.at),
    found.map((run) => run.at).toSorted((one, other) => one - other),
  );
});

test("an installation that is changed while its schedule fires: the time that fires is not due again", async () => {
  const [id = ""] = await plant(1, "*/10 * * * *", { windowSeconds: 0 });
  clock.advance(11 * minute);
  await transaction(engine, async ({ tx }) => {
    await tx.run("update runs.schedule set backfill = 'none' where installation_id = $1", [id]);
    await tellInstallations(tx, [id], "active", "installation.upgraded");
  });
  const [fired, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const firing = transaction(engine, async (inner) => {
    await fireSchedules(inner, defaultSettings);
    fired.resolve();
    await over.promise;
  });
  await fired.promise;
  const heard = hearFacts(engine, followInstallations);
  await wait(300);
  over.resolve();
  await Promise.all([firing, heard]);
  const [row] = await scheduled([id]);
  assert.ok(row?.active && row.nextDue !== null && row.nextDue > clock.now());
});

test("a schedule that cannot be read any more ends alone", async () => {
  const ids = await plant(3, "*/5 * * * *");
  const [broken = ""] = ids;
  await transaction(engine, ({ tx }) => tx.run("update runs.schedule set zone = 'Mars/Olympus' where installation_id = $1", [broken]));
  clock.advance(10 * minute);
  await fireSchedules(engine, defaultSettings);
  const found = await scheduled(ids);
  assert.deepEqual(
    found
      .filter((row) => row.active)
      .map((row) => row.installationId)
      .toSorted(),
    ids.slice(1).toSorted(),
  );
});

test("a storm of pauses and one of resumes: nothing fires meanwhile, nothing missed is made up for, the next times are spread", async () => {
  const ids = await plant(2_000, "0 * * * *", { windowSeconds: 1_800 });
  await transaction(engine, ({ tx }) => tellInstallations(tx, ids, "paused", "installation.paused"));
  await hearFacts(engine, followInstallations);
  assert.ok((await scheduled(ids)).every((row) => !row.active));
  clock.advance(5 * 60 * minute);
  await transaction(engine, async ({ tx }) => {
    const due = await lockDueSchedules(tx, clock.now(), 10_000);
    assert.equal(due.filter((row) => ids.includes(row.installationId)).length, 0);
  });
  await transaction(engine, ({ tx }) => tellInstallations(tx, ids, "active", "installation.resumed"));
  await hearFacts(engine, followInstallations);
  const resumed = await scheduled(ids);
  assert.ok(resumed.every((row) => row.active && row.nextDue !== null && row.nextDue > clock.now()));
  const perMinute = new Map<number, number>();
  for (const { delay } of resumed) perMinute.set(Math.floor((delay ?? 0) / 60), (perMinute.get(Math.floor((delay ?? 0) / 60)) ?? 0) + 1);
  assert.ok(perMinute.size === 30 && Math.max(...perMinute.values()) < 120, `in a minute: ${Math.max(...perMinute.values())}`);
  clock.advance(2 * 60 * minute);
  while ((await fireDue(engine, defaultSettings)) > 0);
  const [count] = await rows<{ count: number }>("select count(*)::int as count from runs.ready where installation_id = any($1)", [ids]);
  assert.equal(count?.count, ids.length);
});

test("removed in a storm: schedules and what waits go, also for those whose fact came twice", async () => {
  const ids = await plant(50, "* * * * *");
  clock.advance(2 * minute);
  while ((await fireSchedules(engine, defaultSettings)) > 0);
  await transaction(engine, async ({ tx }) => {
    await tellInstallations(tx, ids, "active", "installation.configured");
    await tx.run("update installs.installation set state = 'removed' where id = any($1)", [ids]);
  });
  await hearFacts(engine, followInstallations);
  assert.equal((await scheduled(ids)).length, 0);
  const left = await rows<{ outcome: string; rule: string }>(
    "select distinct outcome, rule from runs.run where installation_id = any($1)",
    [ids],
  );
  assert.deepEqual(left, [{ outcome: "cancelled", rule: "removed" }]);
});
