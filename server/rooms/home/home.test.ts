import assert from "node:assert/strict";
import { before, test } from "node:test";
import { showId } from "@stoa/contract";
import { retryFacts } from "../../base/facts/index.ts";
import { emitFacts, StoaError, transaction, type Ctx, type FactHandler } from "../../base/index.ts";
import { configureInstallation, pauseInstallation, resumeInstallation, uninstall } from "../installs/index.ts";
import { getRun, keepEpisodes } from "../runs/index.ts";
import { hearFacts } from "../../testing/index.ts";
import { getHealth } from "./get-health.ts";
import { adoptHealth } from "./adopt-health.ts";
import { judgeSilence } from "./judge-silence.ts";
import { listHome } from "./list-home.ts";
import { openHomeWorld } from "./testing.ts";

const home = await openHomeWorld();
const { world } = home;
const minute = 60_000;
const hour = 60 * minute;
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
let published: Awaited<ReturnType<typeof home.publish>>;
let steps = 0;
const step = () => ({ operationId: `home-step-${++steps}` });

before(async () => {
  published = await home.publish("true");
});

/** An installation of a customer of its own that runs every hour, at a full hour. */
async function hourly(more: object = {}) {
  world.clock.advance(hour - (world.clock.now() % hour));
  const customer = await home.customer();
  const installationId = await home.install(customer.owner, published, {}, { schedule: "0 * * * *", zone: "UTC", ...more });
  await home.hear();
  return { customer, installationId, health: () => getHealth(customer.owner, { installationId }) };
}

/** All that is due is judged. */
async function pass(milliseconds: number): Promise<void> {
  world.clock.advance(milliseconds);
  while ((await judgeSilence(world.engine)) > 0);
}

test("an installation is new, fine, failing and fine again; an episode of failures is told once, and that it is over", async () => {
  const { customer, installationId, health } = await hourly();
  assert.equal((await health()).state, "new");
  await home.ends(customer, installationId, "succeeded");
  const fine = await health();
  assert.equal(fine.state, "fine");
  assert.equal(fine.lastOkAt, new Date(world.clock.now()).toISOString());
  await pass(minute);
  const first = await home.ends(customer, installationId, "failed");
  await home.ends(customer, installationId, "failed");
  await home.ends(customer, installationId, "cancelled");
  await home.ends(customer, installationId, "succeeded", { partial: true });
  await home.ends(customer, installationId, "failed", { partial: true });
  await home.ends(customer, installationId, "succeeded", { kind: "probe" });
  const failing = await health();
  assert.deepEqual([failing.state, failing.failures, failing.failureClass, failing.lastOkAt], ["failing", 2, "upstream", fine.lastOkAt]);
  const [told, ...more] = await home.notices(customer, installationId);
  assert.deepEqual([told?.kind, told?.cause, told?.runId, told?.endedAt, more.length], ["failing", "upstream", first, null, 0]);
  await home.ends(customer, installationId, "succeeded");
  assert.equal((await health()).state, "fine");
  const notices = await home.notices(customer, installationId);
  assert.deepEqual(
    notices.map(({ kind, endedAt }) => [kind, endedAt !== null]),
    [
      ["recovered", true],
      ["failing", true],
    ],
  );
});

test("a run that is heard of after later ones opens no episode", async () => {
  const { customer, installationId, health } = await hourly();
  await home.ends(customer, installationId, "succeeded");
  await home.happens(customer, installationId, "failed");
  const fails: FactHandler = {
    name: keepEpisodes.name,
    types: keepEpisodes.types,
    handle: () => Promise.reject(new Error("away for a moment")),
  };
  await hearFacts(world.engine, fails);
  await pass(hour);
  await home.record(installationId, ["succeeded"]);
  assert.equal(await retryFacts(world.engine, keepEpisodes), 1);
  await home.hear();
  assert.equal((await health()).state, "fine");
  assert.deepEqual(await home.notices(customer, installationId), []);
});

test("many facts heard at once leave what each alone would", async () => {
  const { customer, installationId, health } = await hourly();
  for (const outcome of ["failed", "succeeded", "failed", "failed", "succeeded", "failed"] as const)
    await home.happens(customer, installationId, outcome);
  await home.hear();
  assert.deepEqual([(await health()).state, (await health()).failures], ["failing", 1]);
  const told = (await home.notices(customer, installationId)).map(({ kind, endedAt }) => `${kind} ${endedAt === null ? "open" : "over"}`);
  assert.deepEqual(told, ["failing open", "recovered over", "failing over", "recovered over", "failing over"]);
});

test("no success for twice the usual interval: silent, told once however often it is judged, over with the next success", async () => {
  const { customer, installationId, health } = await hourly();
  await home.ends(customer, installationId, "succeeded");
  await pass(hour);
  await home.ends(customer, installationId, "succeeded");
  await pass(2 * hour);
  assert.equal((await health()).state, "fine", "two hours are not over");
  await pass(10 * minute);
  const silent = await health();
  assert.deepEqual([silent.state, silent.silentCause, silent.silentDueAt], ["silent", "not-started", null]);
  await pass(48 * hour);
  assert.deepEqual(
    (await home.notices(customer, installationId)).map(({ kind, cause, endedAt }) => [kind, cause, endedAt]),
    [["silent", "not-started", null]],
  );
  await home.ends(customer, installationId, "succeeded");
  assert.equal((await health()).state, "fine");
  await pass(3 * hour);
  const notices = await home.notices(customer, installationId);
  assert.deepEqual(
    notices.map(({ kind, endedAt }) => [kind, endedAt !== null]),
    [
      ["silent", false],
      ["silent", true],
    ],
    "a second episode",
  );
});

test("the likely cause: paused, failing, the account's sign-in, a run that goes on, no events", async () => {
  const paused = await hourly();
  await home.ends(paused.customer, paused.installationId, "succeeded");
  await pauseInstallation(paused.customer.owner, { ...step(), installationId: paused.installationId });
  const failing = await hourly();
  await home.ends(failing.customer, failing.installationId, "failed");
  const locked = await hourly();
  await home.ends(locked.customer, locked.installationId, "failed", { failureClass: "credentials" });
  const waits = await hourly();
  await home.trigger(waits.customer.owner, waits.installationId);
  const quiet = await hourly({ schedule: null });
  for (let run = 0; run < 4; run++) {
    await home.ends(quiet.customer, quiet.installationId, "succeeded", { trigger: "webhook" });
    world.clock.advance(2 * hour);
  }
  await pass(10 * hour);
  const causes = await Promise.all([paused, failing, locked, waits, quiet].map(async ({ health }) => (await health()).silentCause));
  assert.deepEqual(causes, ["paused", "failing", "credentials", "no-runner", "no-events"]);
});

test("a person's own runs say nothing of a habit; paused time and a new schedule begin the waiting anew; of what is removed nothing is expected", async () => {
  const { customer, installationId, health } = await hourly({ schedule: null });
  for (let run = 0; run < 6; run++) {
    await home.ends(customer, installationId, "succeeded", { trigger: "person" });
    world.clock.advance(hour);
  }
  assert.equal((await health()).silentDueAt, null);
  const { owner } = customer;
  await configureInstallation(owner, { ...step(), installationId, schedule: "0 * * * *", zone: "UTC" });
  await home.hear();
  const due = Date.parse((await health()).silentDueAt ?? "");
  assert.ok(due > world.clock.now() + 2 * hour && due < world.clock.now() + 3 * hour);
  await pauseInstallation(owner, { ...step(), installationId });
  world.clock.advance(hour);
  await resumeInstallation(owner, { ...step(), installationId });
  await home.hear();
  assert.ok(Date.parse((await health()).silentDueAt ?? "") >= due + hour);
  await pass(4 * hour);
  const { lastOkAt } = await health();
  await uninstall(owner, { ...step(), installationId });
  await home.hear();
  const kept = (await listHome(owner, { state: "removed" })).items.map((item) => item.health);
  assert.deepEqual(
    kept.map((one) => [one.lastOkAt, one.silentDueAt, one.silentSince]),
    [[lastOkAt, null, null]],
    "when it last worked is known on",
  );
  assert.equal((await home.notices(customer, installationId)).filter(({ endedAt }) => endedAt === null).length, 0);
  assert.equal((await listHome(owner, {})).items.length, 0);
});

test("what fails, waits for somebody or is silent stands before what is well, each by name; pages go on where the one before ended", async () => {
  const customer = await home.customer();
  const add = (name: string, more: object = {}) => home.install(customer.owner, published, {}, { name, zone: "UTC", ...more });
  world.clock.advance(hour - (world.clock.now() % hour));
  const ids = {
    silent: await add("A silent one", { schedule: "0 * * * *" }),
    zebra: await add("zebra"),
    apple: await add("Apple"),
    twin: await add("apple"),
    failing: await add("x fails"),
    first: await add("F fails"),
    draft: await add("No form yet", { start: false }),
    asks: await add("Asks for more"),
    paused: await add("paused and failed"),
    gone: await add("gone"),
  };
  await home.hear();
  for (const id of [ids.silent, ids.zebra, ids.apple]) await home.ends(customer, id, "succeeded");
  await pass(3 * hour);
  for (const id of [ids.failing, ids.first, ids.paused]) await home.ends(customer, id, "failed");
  await pauseInstallation(customer.owner, { ...step(), installationId: ids.paused });
  await uninstall(customer.owner, { ...step(), installationId: ids.gone });
  await transaction(world.engine, ({ tx }) =>
    tx.run("update installs.installation set waiting_release_id = release_id where id = $1", [ids.asks]),
  );
  const needy = ["F fails", "x fails", "Asks for more", "No form yet", "A silent one"];
  const all = [...needy, "Apple", "apple", "paused and failed", "zebra"];
  const namesOf = (page: Awaited<ReturnType<typeof listHome>>) => page.items.map(({ name }) => name);
  const whole = await listHome(customer.viewer, {});
  assert.deepEqual([namesOf(whole), whole.next], [all, null]);
  assert.deepEqual(
    whole.items.map(({ waits }) => waits),
    [null, null, "consent", "set-up", null, null, null, null, null],
  );
  assert.deepEqual(namesOf(await listHome(customer.viewer, { needs: true })), needy);
  for (const limit of [1, 2, 4]) {
    const paged: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await listHome(customer.viewer, { limit, after });
      assert.ok(page.items.length <= limit);
      paged.push(...namesOf(page));
      if (page.next === null) break;
      after = page.next;
    }
    assert.deepEqual(paged, all, `by ${limit}`);
  }
  assert.deepEqual(namesOf(await listHome(customer.viewer, { q: "FAILS" })), ["F fails", "x fails"]);
  assert.deepEqual(namesOf(await listHome(customer.viewer, { state: "paused" })), ["paused and failed"]);
  assert.deepEqual(namesOf(await listHome(customer.viewer, { state: "removed" })), ["gone"]);
  const customerId = showId("customer", customer.customerId);
  assert.deepEqual(namesOf(await listHome(home.host.owner, { customerId })), all, "to its host too");
  assert.deepEqual(namesOf(await listHome(published.publisher, { customerId })), all);
  const { next } = await listHome(customer.viewer, { limit: 6 });
  const stranger = await home.customer();
  await home.install(stranger.owner, published, {}, { name: "zz" });
  assert.deepEqual(namesOf(await listHome(stranger.owner, { after: next ?? "" })), [], "another's place is none");
  await assert.rejects(listHome(customer.viewer, { after: showId("installation", ids.apple) }), code("invalid_input"));
});

test("the home lists what needs somebody, and shows another customer nothing", async () => {
  const { customer, installationId } = await hourly();
  const second = await home.install(customer.owner, published, {}, { schedule: "0 0 * * *", zone: "UTC" });
  await home.hear();
  await home.ends(customer, second, "succeeded");
  await home.ends(customer, installationId, "failed");
  const names = async (ctx: Ctx, needs?: boolean) => (await listHome(ctx, { needs })).items.map(({ id, health }) => [id, health.state]);
  const [one, two] = [showId("installation", installationId), showId("installation", second)];
  assert.deepEqual(await names(customer.viewer), [
    [one, "failing"],
    [two, "fine"],
  ]);
  assert.deepEqual(await names(customer.viewer, true), [[one, "failing"]]);
  const older = (await listHome(customer.viewer, { needs: true, q: "%" })).items;
  assert.deepEqual(older, [], "no name holds it");
  assert.ok((await listHome(customer.owner, {})).items.every(({ health }) => health.nextRunAt !== null));
  const stranger = await home.customer();
  assert.deepEqual(await names(stranger.owner), []);
  assert.deepEqual(await names(stranger.owner, true), []);
  await assert.rejects(getHealth(stranger.owner, { installationId }), code("not_found"));
  const other = await world.makeHost();
  await assert.rejects(getHealth(other.owner, { installationId }), code("not_found"));
  assert.ok(
    (await names(home.host.owner)).some(([id]) => id === one),
    "its host sees it",
  );
});

test("an installation moved in with its history is judged by it, and nobody is told", async () => {
  const { customer, installationId, health } = await hourly();
  await home.ends(customer, installationId, "succeeded");
  world.clock.advance(hour);
  await home.record(installationId, ["succeeded", "failed", "failed"]);
  assert.equal(await adoptHealth(world.engine), 0, "it is judged already");
  assert.equal(await adoptHealth(world.engine, [installationId]), 1);
  const { state, failures, silentDueAt, sentence } = await health();
  assert.deepEqual([state, failures, sentence], ["failing", 2, "It ended."]);
  const toPublisher = await getHealth(published.publisher, { installationId });
  assert.deepEqual([toPublisher.state, toPublisher.sentence], ["failing", null], "a run's words are its customer's");
  assert.ok(Date.parse(silentDueAt ?? "") > world.clock.now() + hour);
  assert.deepEqual(await home.notices(customer, installationId), []);
  const unheard = await home.install(customer.owner, published, {}, { schedule: "0 * * * *", zone: "UTC" });
  assert.equal(await adoptHealth(world.engine), 1);
  assert.equal((await getHealth(customer.owner, { installationId: unheard })).state, "new");
});

test("a failed run names the run that made it good: the next whole one, and none while it goes on failing", async () => {
  const { customer, installationId } = await hourly();
  const runs = await home.record(installationId, ["failed", "failed", "succeeded", "succeeded", "failed", "failed"]);
  const mended = await Promise.all(runs.map(async (runId) => (await getRun(customer.viewer, { runId })).mendedBy));
  const good = showId("run", runs[2] ?? "");
  assert.deepEqual(mended, [good, good, null, null, null, null]);
  await home.ends(customer, installationId, "failed");
  assert.deepEqual(await home.notices(customer, installationId), [], "it was failing before");
  await home.ends(customer, installationId, "succeeded");
  assert.deepEqual(
    (await home.notices(customer, installationId)).map(({ kind }) => kind),
    ["recovered"],
  );
});

test("an action that covers more than was allowed is told once, and over when it no longer does", async () => {
  const { customer, installationId } = await hourly();
  const told = async (type: string) => {
    const of = { sideId: home.host.liveSideId, customerId: customer.customerId, subject: installationId, subjectVersion: 1 };
    await transaction(world.engine, (inner) => emitFacts(inner, [{ type: `installation.${type}`, ...of, data: { actions: ["a"] } }]));
    await home.hear();
    return (await home.notices(customer, installationId)).map(({ kind, endedAt }) => [kind, endedAt === null]);
  };
  assert.deepEqual(await told("widened"), [["covers-more", true]]);
  assert.deepEqual(await told("widened"), [["covers-more", true]]);
  assert.deepEqual(await told("covered"), [["covers-more", false]]);
});

test("judging asks the index of what is due, whatever the number of installations", async () => {
  const { installationId } = await hourly();
  await transaction(world.engine, ({ tx }) => home.plant(tx, installationId, 100_000));
  await pass(0);
  const plan = await transaction(world.engine, ({ tx }) => home.planOfDue(tx, world.clock.now()));
  assert.match(plan, /Index Scan using health_due/);
  const before = performance.now();
  for (let round = 0; round < 20; round++) await judgeSilence(world.engine);
  const each = (performance.now() - before) / 20;
  assert.ok(each < 50, `${each} ms a look`);
});
