import assert from "node:assert/strict";
import { test } from "node:test";
import { showId } from "@stoa/contract";
import { newId, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { hearFacts } from "../../../testing/index.ts";
import { closeCustomer } from "../../identity/index.ts";
import { getInstallation, pauseInstallation, resumeDue, resumeInstallation } from "../../installs/index.ts";
import { followInstallations } from "./keep-schedules.ts";
import { fireDue } from "./fire-schedules.ts";
import { defaultSettings } from "../settings.ts";
import { wakeLeft } from "./wake-left.ts";
import { completeRuns, createMind, dispatchOnce, insertRunner, makeCompletion, openScene, renewLead, rowsOf } from "../testing.ts";

const scene = await openScene();
const { world, host } = scene;
const rows = rowsOf(scene);
const hour = 3_600_000;
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
let steps = 0;
const step = (installationId: string, until?: string) => ({
  operationId: `pause-step-${++steps}`,
  installationId,
  ...(until === undefined ? {} : { until }),
});
const to = (text: string): void => world.clock.advance(Date.parse(text) - world.clock.now());

const mind = createMind(newId(world.clock));
await transaction(world.engine, ({ tx }) =>
  insertRunner(tx, { id: newId(world.clock), place: "pauses", workSlots: 20, probeSlots: 0, about: {}, leaseMs: 600_000 }),
);

/** What may begin begins and goes well. */
async function runAll(): Promise<void> {
  await renewLead(world.engine, mind, 600_000);
  const claims = await dispatchOnce(world.engine, mind);
  await completeRuns(
    world.engine,
    claims.map((claim) => makeCompletion(world.clock, claim)),
    defaultSettings,
  );
}

/** The queue may be faster than the schedule. */
async function pass({ runs = false } = {}): Promise<void> {
  while ((await resumeDue(world.engine)) > 0);
  await hearFacts(world.engine, followInstallations);
  if (runs) await runAll();
  while ((await fireDue(world.engine, defaultSettings)) > 0);
}

/** Of a program that says what becomes of missed times, an installation that runs every day at three in Berlin. */
async function daily(backfill: "none" | "last" | "all", zone = "Europe/Berlin", window = {}) {
  const { owner, customerId } = await world.makeCustomer(host.liveSideId);
  const published = await scene.publish("true", { schedule: { cron: "0 3 * * *", editable: true, backfill, ...window } });
  const installationId = await scene.install(owner, published, {}, { schedule: "0 3 * * *", zone });
  await hearFacts(world.engine, followInstallations);
  const ran = async (): Promise<string[]> =>
    (
      await rows<{ at: Date }>(
        "select scheduled_for as at from runs.ready where installation_id = $1 order by scheduled_for",
        installationId,
      )
    ).map(({ at }) => new Date(at).toISOString());
  return { owner, customerId, installationId, ran, shown: (ctx: Ctx = owner) => getInstallation(ctx, { installationId }) };
}

test("a pause ends on its day, as clocks that spring forward have it; times missed are made up for as the program says", async () => {
  to("2027-03-25T12:00:00Z");
  const [none, last, all] = [await daily("none"), await daily("last"), await daily("all")];
  for (const { owner, installationId } of [none, last, all]) await pauseInstallation(owner, step(installationId, "2027-03-29"));
  const { state, resumesAt, missedTimes } = await all.shown();
  assert.deepEqual([state, resumesAt, missedTimes], ["paused", "2027-03-28T22:00:00.000Z", "all"], "midnight of summer time");
  await hearFacts(world.engine, followInstallations);
  to("2027-03-28T21:59:00Z");
  await pass();
  assert.equal((await all.shown()).state, "paused");
  to("2027-03-28T22:00:30Z");
  await pass();
  assert.deepEqual([(await all.shown()).state, (await all.shown()).resumesAt], ["active", null]);
  const missed = ["2027-03-26T02:00:00.000Z", "2027-03-27T02:00:00.000Z", "2027-03-28T01:00:00.000Z"];
  world.clock.advance(120_000);
  await pass();
  assert.deepEqual([await none.ran(), await last.ran(), await all.ran()], [[], missed.slice(-1), missed]);
  await hearFacts(world.engine, followInstallations);
  await pass();
  assert.deepEqual(await all.ran(), missed, "heard again, nothing is made up for twice");
});

/** Paused and resumed by hand, so that its schedule goes by this clock from now on. */
async function begun(backfill: "none" | "last" | "all", window = {}) {
  const made = await daily(backfill, "Europe/Berlin", window);
  await pauseInstallation(made.owner, step(made.installationId));
  await pass();
  await resumeInstallation(made.owner, step(made.installationId));
  await pass();
  return made;
}

test("what waited when a pause began is the run that its end makes up with, also where it begins before the schedule is looked at", async () => {
  to("2027-04-01T12:00:00Z");
  const [last, all] = [await begun("last"), await begun("all")];
  to("2027-04-02T01:05:00Z");
  await pass();
  for (const { owner, installationId } of [last, all]) await pauseInstallation(owner, step(installationId, "2027-04-05"));
  await pass({ runs: true });
  to("2027-04-05T00:00:00Z");
  // The look of each minute may come before the end of the pause is heard of.
  while ((await resumeDue(world.engine)) > 0);
  await wakeLeft(world.engine);
  await runAll();
  await pass({ runs: true });
  await pass({ runs: true });
  await pass({ runs: true });
  const ended = ({ installationId }: { installationId: string }) =>
    rows<{ outcome: string }>("select outcome from runs.run where installation_id = $1", installationId);
  assert.deepEqual([(await ended(last)).length, await last.ran()], [1, []], "one run at the end of the pause");
  assert.equal(
    (await ended(all)).length,
    3,
    "where the program says so, each time is a run of its own: of the second, the third and the fourth",
  );
  to("2027-04-05T01:05:00Z");
  await pass();
  assert.deepEqual(
    [(await last.ran()).length, (await all.ran()).includes("2027-04-05T01:00:00.000Z")],
    [1, true],
    "its next time is its own",
  );
});

test("a time that is due within its window when a pause begins counts as missed in it", async () => {
  to("2027-05-01T12:00:00Z");
  const { owner, installationId, ran } = await begun("last", { windowSeconds: 21_600 });
  const [{ delay } = { delay: 0 }] = await rows<{ delay: number }>(
    "select jitter_seconds as delay from runs.schedule where installation_id = $1",
    installationId,
  );
  to("2027-05-02T01:00:00Z");
  world.clock.advance(delay * 500);
  await pass();
  assert.deepEqual(await ran(), [], "it is not its turn yet");
  await pauseInstallation(owner, step(installationId, "2027-05-02T07:30:00Z"));
  await pass();
  to("2027-05-02T07:30:10Z");
  await pass();
  assert.deepEqual(await ran(), ["2027-05-02T01:00:00.000Z"]);
});

test("a day begins when it does in its zone; an end may be moved, taken away, or come early by hand, which makes up for nothing", async () => {
  to("2028-03-01T12:00:00Z");
  const beirut = await daily("all", "Asia/Beirut");
  await pauseInstallation(beirut.owner, step(beirut.installationId, "2028-03-26"));
  assert.equal((await beirut.shown()).resumesAt, "2028-03-25T22:00:00.000Z", "a day without its midnight");
  await pauseInstallation(beirut.owner, step(beirut.installationId, "2028-03-02T15:00:00+01:00"));
  assert.equal((await beirut.shown()).resumesAt, "2028-03-02T14:00:00.000Z");
  await pauseInstallation(beirut.owner, step(beirut.installationId));
  assert.equal((await beirut.shown()).resumesAt, null);
  await hearFacts(world.engine, followInstallations);
  world.clock.advance(72 * hour);
  await pass();
  await resumeInstallation(beirut.owner, step(beirut.installationId));
  await pass();
  assert.deepEqual([(await beirut.shown()).state, await beirut.ran()], ["active", []]);
  for (const until of [
    "2028-02-30",
    "2028-03-01",
    "2030-01-01",
    "tomorrow 12",
    "0000-00-00",
    "2028-06-01T10:00",
    "2028-06-31T10:00Z",
    "2028-06-01 10:00Z",
    "June 1, 2028 10:00 UTC",
  ])
    await assert.rejects(pauseInstallation(beirut.owner, step(beirut.installationId, until)), code("invalid_input"), until);
});

test("another customer sets no end; of a customer that is closed nothing goes on by itself", async () => {
  to("2028-05-01T12:00:00Z");
  const { owner, installationId, customerId, shown } = await daily("last");
  const stranger = await world.makeCustomer(host.liveSideId);
  await assert.rejects(pauseInstallation(stranger.owner, step(installationId, "2028-05-03")), code("not_found"));
  await pauseInstallation(owner, step(installationId, "2028-05-03"));
  await closeCustomer({ ...host.owner, clock: world.clock }, { ref: showId("customer", customerId) });
  to("2028-05-04T12:00:00Z");
  await pass();
  const [row] = await rows<{ state: string; resume: Date | null }>(
    "select state, resume_at as resume from installs.installation where id = $1",
    installationId,
  );
  assert.deepEqual(row, { state: "paused", resume: null });
  assert.equal((await shown(host.owner)).state, "paused");
});
