import assert from "node:assert/strict";
import { test } from "node:test";
import { showId, type ListingWeek } from "@stoa/contract";
import { newId, realClock, transaction, VirtualClock, type Ctx } from "../../base/index.ts";
import { adoptHealth } from "../home/index.ts";
import { putPerson } from "../identity/index.ts";
import { recordPastRuns, type PastRun } from "../runs/index.ts";
import { openScene } from "../runs/testing.ts";
import { listCustomerHealth } from "./list-customer-health.ts";
import { showCustomerHealth } from "./show-customer-health.ts";
import { sumListingWeeks } from "./sum-listing-weeks.ts";

const scene = await openScene();
const { world, host } = scene;
const engine: Ctx = { ...world.engine, clock: realClock };
const rows = (sql: string, ...values: unknown[]): Promise<number> => transaction(engine, ({ tx }) => tx.run(sql, values));
const hour = 3_600_000;
const day = 24 * hour;
const now = realClock.now();
const owner: Ctx = { ...host.owner, clock: { now: () => now } };

const [mail, sheets] = [await scene.publish("exit 0"), await scene.publish("exit 0")];
type Published = Awaited<ReturnType<typeof scene.publish>>;
type Customer = Awaited<ReturnType<typeof scene.makeCustomer>>;

async function past(
  of: { customer: Customer; published: Published; installationId: string },
  ended: readonly (readonly [string, number])[],
): Promise<void> {
  const runs = ended.map(([result, agoMs]): PastRun => {
    const at = now - agoMs;
    const failed = result !== "succeeded";
    const { customer, published, installationId } = of;
    return {
      sideId: host.liveSideId,
      hostId: host.hostId,
      customerId: customer.customerId,
      publisherId: published.publisherId,
      integrationId: published.integrationId,
      installationId,
      runId: newId(new VirtualClock(at)),
      kind: "work",
      mode: "run",
      triggerKind: "cron",
      releaseId: null,
      queuedAt: at,
      startedAt: at,
      endedAt: at,
      outcome: failed ? "failed" : "succeeded",
      failureClass: failed ? result : null,
      rule: result,
      owner: null,
      sentence: result,
      created: 0,
      updated: 0,
      skipped: 0,
      failed: 0,
      cpuUs: 0,
      memoryKibMs: 0,
      wallMs: 0,
      egressBytes: 0,
    };
  });
  await recordPastRuns(engine, runs);
  await adoptHealth(engine, [of.installationId]);
}

async function fares(published: Published, ended: readonly (readonly [string, number])[]): Promise<Customer & { installationId: string }> {
  const customer = await scene.makeCustomer();
  const installationId = await scene.install(customer.owner, published);
  await past({ customer, published, installationId }, ended);
  return { ...customer, installationId };
}

const daily = (from: number, to: number): [string, number][] =>
  Array.from({ length: from - to + 1 }, (_, index) => ["succeeded", (from - index) * day + 1]);
const well = await fares(mail, daily(5, 0));
const failing = await fares(mail, [
  ...daily(5, 3),
  ["upstream", 2 * day],
  ["upstream", day],
  ["credentials", hour],
  ["upstream", 20 * day],
]);
const silent = await fares(sheets, daily(9, 4));
const unsigned = await fares(sheets, [["credentials", 2 * hour]]);
const none = await scene.makeCustomer();
const stranger = await world.makeHost();
await rows("update home.health set silent_since = now(), silent_cause = 'no-events' where installation_id = $1", silent.installationId);
const ids = { well, failing, silent, unsigned, none };
const nameOf = (id: string): string => Object.entries(ids).find(([, { customerId }]) => showId("customer", customerId) === id)?.[0] ?? "?";
await rows(
  `insert into connections.connection (id, customer_id, side_id, provider, name, state, since, created_at) values ($1, $2, $3, 'example', 'x', 'needs_reauth', now(), now())`,
  newId(realClock),
  unsigned.customerId,
  host.liveSideId,
);

test("a host's customers stand by their health, those in trouble first; each health is counted, filtered and searched for", async () => {
  const all = await listCustomerHealth(owner, {});
  assert.deepEqual(
    all.items.map(({ id, health }) => [nameOf(id), health]),
    [
      ["failing", "failing"],
      ["unsigned", "needs_sign_in"],
      ["silent", "silent"],
      ["well", "well"],
      ["none", "none"],
    ],
  );
  assert.deepEqual([all.counts, all.total, all.next], [{ failing: 1, needs_sign_in: 1, silent: 1, well: 1, none: 1 }, 5, null]);
  assert.deepEqual(all.items[0] && [all.items[0].failures, all.items[0].installations, all.items[0].failing, all.items[0].lastRunAt], [
    3,
    1,
    1,
    new Date(now - hour).toISOString(),
  ]);
  const some = await listCustomerHealth(owner, { health: "silent,none" });
  assert.deepEqual([some.items.map(({ id }) => nameOf(id)), some.total], [["silent", "none"], 2]);
  const ref = all.items[1]?.externalRef ?? "";
  assert.deepEqual(
    (await listCustomerHealth(owner, { q: ref })).items.map(({ externalRef }) => externalRef),
    [ref],
  );
  await assert.rejects(() => listCustomerHealth(owner, { health: "ill" }), { code: "invalid_input" });
});

test("every order goes through all customers once, page by page; the end of another order's page is refused", async () => {
  for (const sort of ["health", "name", "last_run", "failures", "installations", "newest"] as const) {
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await listCustomerHealth(owner, { sort, limit: 2, ...(after === undefined ? {} : { after }) });
      seen.push(...page.items.map(({ id }) => nameOf(id)));
      if (page.next === null) break;
      after = page.next;
    }
    assert.deepEqual(seen.toSorted(), ["failing", "none", "silent", "unsigned", "well"], sort);
    if (sort === "failures") assert.equal(seen[0], "failing");
  }
  const { next } = await listCustomerHealth(owner, { sort: "name", limit: 1 });
  for (const after of [next ?? "", "x", "WzEsMl0"])
    await assert.rejects(() => listCustomerHealth(owner, { after }), { code: "invalid_input" });
});

test("one customer's page has its installations day by day, what fails by class, its people; another host's is not there", async () => {
  await putPerson(owner, { ref: showId("customer", failing.customerId), subject: "ann", role: "owner" });
  const view = await showCustomerHealth(owner, { ref: showId("customer", failing.customerId) });
  const [installation] = view.installations;
  assert.equal(installation?.health, "failing");
  assert.equal(installation?.failingSince, new Date(now - 2 * day).toISOString());
  assert.equal(installation?.lastSuccessAt, new Date(now - 3 * day - 1).toISOString());
  assert.equal(installation?.days.length, view.days);
  assert.equal(
    installation?.days.reduce((sum, one) => sum + one.failed, 0),
    4,
  );
  assert.deepEqual(
    view.failures.map((row) => [row.class, row.runs]),
    [
      ["upstream", 3],
      ["credentials", 1],
    ],
  );
  assert.equal(view.people, 1);
  assert.equal((await showCustomerHealth(owner, { ref: showId("customer", unsigned.customerId) })).signIns.length, 1);
  await assert.rejects(() => showCustomerHealth(stranger.owner, { ref: showId("customer", failing.customerId) }), { code: "not_found" });
  assert.deepEqual((await listCustomerHealth({ ...stranger.owner, clock: realClock }, {})).items, []);
  await assert.rejects(() => listCustomerHealth(well.owner, {}), { code: "forbidden" });
});

test("installs and failures by listing, by week and by both; installations are counted back from now", async () => {
  await rows("update installs.installation set state = 'removed', removed_at = now() where id = $1", well.installationId);
  const { weeks, items } = await sumListingWeeks(owner, { weeks: 4, by: "listing" });
  assert.equal(weeks.length, 4);
  const of = (list: readonly ListingWeek[], published: Published) =>
    list.find(({ listing }) => listing?.id === showId("listing", published.listingId));
  assert.deepEqual(of(items, mail)?.classes, { credentials: 1, upstream: 3 });
  assert.deepEqual([of(items, mail)?.runs, of(items, mail)?.failed], [13, 4]);
  assert.deepEqual([of(items, mail)?.installed, of(items, mail)?.removed, of(items, mail)?.installations], [2, 1, 1]);
  const byWeek = await sumListingWeeks(owner, { weeks: 4, by: "week" });
  assert.deepEqual(
    byWeek.items.map(({ week }) => week),
    byWeek.weeks,
  );
  assert.deepEqual(
    byWeek.items.at(-1) && [byWeek.items.at(-1)?.installed, byWeek.items.at(-1)?.installations, byWeek.items[0]?.installations],
    [4, 3, 0],
  );
  const both = await sumListingWeeks(owner, { weeks: 4 });
  assert.equal(
    both.items.reduce((sum, row) => sum + row.failed, 0),
    5,
  );
  assert.deepEqual((await sumListingWeeks({ ...stranger.owner, clock: realClock }, { weeks: 4, by: "listing" })).items, []);
  await assert.rejects(() => sumListingWeeks(mail.publisher, {}), { code: "forbidden" });
});
