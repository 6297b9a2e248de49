import assert from "node:assert/strict";
import { test } from "node:test";
import { newId, realClock, transaction, type Ctx, type Fact } from "../../../base/index.ts";
import { hearFacts } from "../../../testing/index.ts";
import { addInstalls } from "../../catalog/index.ts";
import { eraseDue, eraseInstallation, uninstall } from "../../installs/index.ts";
import { createMind, dispatchOnce, renewLead } from "../dispatch/dispatch-once.ts";
import { keepRuns } from "../keep-runs.ts";
import { completeRuns } from "../queue/complete-runs.ts";
import { openScene, rowsOf } from "../runner/testing.ts";
import { defaultSettings } from "../settings.ts";
import { showListingSuccess } from "../show-listing-success.ts";
import { insertRunner } from "../store/runners.ts";
import { makeCompletion, upstreamFailed } from "../testing.ts";
import { triggerRun } from "../trigger-run.ts";
import { keepDays } from "./keep-days.ts";
import { rebuildDays } from "./rebuild-days.ts";
import { makePartitions } from "../schedule/keep-history.ts";
import { followInstallations } from "../schedule/keep-schedules.ts";
import { sweepDays } from "./sweep-days.ts";

const scene = await openScene();
const { world } = scene;
const engine: Ctx = { ...world.engine, clock: realClock };
const operator: Ctx = { ...world.operator, clock: realClock };
const rows = rowsOf(scene);
const mind = createMind(newId(realClock));
await transaction(engine, ({ tx }) =>
  insertRunner(tx, { id: newId(realClock), place: "days", workSlots: 10, probeSlots: 0, about: {}, leaseMs: 600_000 }),
);

/** One run that ends so, `agoMs` before now. */
async function end(owner: Ctx, installationId: string, outcome: "well" | "failed", agoMs = 0): Promise<void> {
  await triggerRun(owner, { installationId });
  await renewLead(engine, mind, 600_000);
  const [claim = assert.fail("not claimed")] = await dispatchOnce(engine, mind);
  const over = outcome === "failed" ? { verdict: upstreamFailed, retry: { attempts: 1, on: [] } } : {};
  await completeRuns(engine, [makeCompletion(realClock, claim, { endedAt: realClock.now() - agoMs, ...over })], defaultSettings);
}

const hour = 3_600_000;
const day = 24 * hour;
const [one, other] = [await scene.makeCustomer(), await scene.makeCustomer()];
const published = await scene.publish("exit 0");
const installed = { one: await scene.install(one.owner, published), other: await scene.install(other.owner, published) };

const days = () =>
  rows<{ result: string; runs: number; ago: number }>(
    `select result, runs::int, ((now() at time zone 'UTC')::date - day) as ago from runs.installation_day where installation_id = $1 order by day, result`,
    installed.one,
  );
test("ended runs are summed by day, installation and listing, each once", async () => {
  for (const [outcome, ago] of [
    ["well", 3 * day],
    ["well", 2 * day],
    ["failed", day],
    ["failed", day - hour],
  ] as const)
    await end(one.owner, installed.one, outcome, ago);
  await end(other.owner, installed.other, "well");
  for (let again = 0; again < 2; again++) await hearFacts(engine, keepDays);
  const expected = await days();
  assert.deepEqual(
    expected.reduce((sum, row) => ({ ...sum, [row.result]: (sum[row.result] ?? 0) + row.runs }), {} as Record<string, number>),
    {
      succeeded: 2,
      upstream: 2,
    },
  );
  assert.deepEqual(
    [3, 2].map((ago) => expected.filter((row) => row.ago === ago).length),
    [1, 1],
    "a fact that is told later counts on the day the run ended",
  );
  const listing = await rows<{ runs: number }>(
    "select sum(runs)::int as runs from runs.listing_day where integration_id = $1",
    published.integrationId,
  );
  assert.deepEqual(listing, [{ runs: 5 }]);
  await end(one.owner, installed.one, "well");
  await hearFacts(engine, keepDays);
});

test("the sums made anew from history are the same, and a run that ends meanwhile counts once", async () => {
  const before = [await days(), await rows("select * from runs.listing_day order by 1, 2, 3, 4")];
  await end(one.owner, installed.one, "failed");
  await rebuildDays(operator);
  await hearFacts(engine, keepDays);
  const [mine, listing] = [await days(), await rows("select * from runs.listing_day order by 1, 2, 3, 4")];
  const sum = (list: readonly { runs: number }[]): number => list.reduce((all, row) => all + row.runs, 0);
  assert.equal(sum(mine), sum(before[0] as { runs: number }[]) + 1);
  assert.equal(sum(listing as { runs: number }[]), sum(before[1] as { runs: number }[]) + 1);
  await assert.rejects(() => rebuildDays(scene.host.owner), { code: "forbidden" });
  await makePartitions(engine);
  const [old = assert.fail("no sum")] = await rows<{ since: string; day: string }>(
    `select w.day::text as since, (w.day - 30)::text as day from (select min(to_date(right(c.relname, 8), 'YYYYMMDD')) as day from pg_inherits i
       join pg_class c on c.oid = i.inhrelid where i.inhparent = 'runs.run'::regclass and c.relname ~ '_[0-9]{8}$') w`,
  );
  await transaction(engine, ({ tx }) =>
    tx.run(
      `insert into runs.installation_day (installation_id, day, result, side_id, customer_id, publisher_id, runs)
       select installation_id, $2, result, side_id, customer_id, publisher_id, 7 from runs.installation_day where installation_id = $1 limit 1`,
      [installed.other, old.day],
    ),
  );
  const { since } = await rebuildDays(operator, { queueTtlMs: 2 * day });
  const whole = new Date(Date.parse(old.since) + 2 * day).toISOString().slice(0, 10);
  assert.ok((since ?? "") >= whole, "weeks that are gone may have runs that ended two days into the first that is kept");
});

test("runs that ended together, and whose facts cannot be heard yet, are left to them by the sums made anew", async () => {
  const total = async (): Promise<number> =>
    (await rows<{ runs: number }>("select sum(runs)::int as runs from runs.listing_day"))[0]?.runs ?? 0;
  await hearFacts(engine, keepDays);
  const before = await total();
  const [open, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = transaction(engine, async ({ tx }) => {
    await tx.run("select pg_current_xact_id()");
    open.resolve();
    await over.promise;
  });
  await open.promise;
  for (const [ctx, installationId] of [
    [one.owner, installed.one],
    [other.owner, installed.other],
  ] as const)
    await triggerRun(ctx, { installationId });
  await renewLead(engine, mind, 600_000);
  const claims = await dispatchOnce(engine, mind);
  assert.equal(claims.length, 2);
  await completeRuns(
    engine,
    claims.map((claim) => makeCompletion(realClock, claim)),
    defaultSettings,
  );
  await rebuildDays(operator);
  assert.equal(await total(), before, "their facts still come");
  over.resolve();
  await holding;
  await hearFacts(engine, keepDays);
  assert.equal(await total(), before + 2);
});

test("of an installation that is erased before its runs were heard of, no sum is left, nor one that is heard of again; its listing's stay", async () => {
  const gone = await scene.install(one.owner, published);
  const of = (id: string) => rows<{ runs: number }>("select runs::int from runs.installation_day where installation_id = $1", id);
  const listing = () =>
    rows<{ runs: number }>("select sum(runs)::int as runs from runs.listing_day where integration_id = $1", published.integrationId);
  const [before] = await listing();
  await end(one.owner, gone, "well");
  await uninstall(one.owner, { installationId: gone, operationId: "days-uninstall" });
  await hearFacts(engine, followInstallations);
  await eraseInstallation(one.owner, { installationId: gone, operationId: "days-erase" });
  while ((await eraseDue(engine, [keepRuns({ blobs: scene.blobs })])) > 0);
  await hearFacts(engine, keepDays);
  assert.deepEqual(await of(gone), []);
  assert.equal((await listing())[0]?.runs, (before?.runs ?? 0) + 1);
  const told: Fact[] = [];
  const listen = async (_: unknown, fact: Fact): Promise<void> => void told.push(fact);
  await hearFacts(engine, { name: "days-test.listen", types: ["run.finished"], handle: listen });
  const late = told.find(({ data }) => data["installationId"] === gone) ?? assert.fail("no fact");
  await transaction(engine, (inner) => keepDays.handle(inner, late, true));
  assert.deepEqual(await of(gone), []);
  assert.ok((await of(installed.one)).length > 0);
});

test("the policy holds without a condition: nobody reads another's sums, nobody but the engine writes", async () => {
  const stranger = await scene.makeCustomer();
  for (const table of ["installation_day", "listing_day"])
    assert.deepEqual(await transaction(stranger.owner, ({ tx }) => tx.rows(`select * from runs.${table}`)), []);
  await assert.rejects(() => transaction(one.owner, ({ tx }) => tx.run("update runs.installation_day set runs = 0")));
});

test("how a listing fares for all is one share, told only where it tells of nobody alone", async () => {
  const { listingId, integrationId } = published;
  const seen = (ctx: Ctx) => showListingSuccess({ ...ctx, clock: realClock }, { listingId });
  assert.deepEqual(await seen(one.owner), { days: 90, share: null }, "few use it");
  await transaction(engine, async (inner) => {
    await addInstalls(inner, { listingId, delta: 3 });
    await inner.tx.run("update runs.listing_day set runs = runs * 20 where integration_id = $1", [integrationId]);
  });
  const [sum] = await rows<{ well: number; ended: number }>(
    "select (sum(runs) filter (where result = 'succeeded'))::int as well, sum(runs)::int as ended from runs.listing_day where integration_id = $1",
    integrationId,
  );
  const share = Math.floor(((sum?.well ?? 0) / (sum?.ended ?? 1)) * 100) / 100;
  assert.ok(share > 0 && share < 1);
  assert.deepEqual(await seen(one.owner), { days: 90, share: null }, "many installations of two customers");
  const third = await scene.makeCustomer();
  const installationId = await scene.install(third.owner, published);
  await transaction(engine, ({ tx }) =>
    tx.run(
      `insert into runs.installation_day (installation_id, day, result, side_id, customer_id, publisher_id, runs)
       select i.id, current_date, 'succeeded', i.side_id, i.customer_id, i.publisher_id, 1 from installs.v_installation i where i.id = $1`,
      [installationId],
    ),
  );
  assert.deepEqual(await seen(one.owner), { days: 90, share });
  for (const result of ["configuration", "credentials", "cancelled"])
    await transaction(engine, ({ tx }) =>
      tx.run(
        `insert into runs.listing_day (side_id, integration_id, day, result, publisher_id, runs)
         select side_id, integration_id, current_date, $2, publisher_id, 9000 from runs.listing_day where integration_id = $1 limit 1`,
        [integrationId, result],
      ),
    );
  assert.deepEqual(await seen(one.owner), { days: 90, share }, "what its customers have to mend themselves is not the listing's");
  const stranger = (await world.makeCustomer((await world.makeHost()).liveSideId)).owner;
  await assert.rejects(seen(stranger), /no such listing/i);
});

test("days no page asks for go", async () => {
  await sweepDays({ ...engine, clock: { now: () => realClock.now() + 500 * day } });
  assert.deepEqual([await days(), (await rows("select from runs.listing_day")).length > 0], [[], true]);
});
