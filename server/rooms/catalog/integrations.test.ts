import assert from "node:assert/strict";
import { test } from "node:test";
import { StoaError, transaction } from "../../base/index.ts";
import { openWorld } from "../../testing/index.ts";
import {
  createIntegration,
  getIntegration,
  listIntegrations,
  listReleases,
  getRelease,
  publishRelease,
  renameIntegration,
  resolveRelease,
  rollbackRelease,
} from "./index.ts";
import { listIntegrationRows } from "./store/integrations.ts";
import { makeRelease } from "./testing.ts";

const world = await openWorld();
const host = await world.makeHost();
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const viewer = (publisherId: string) => world.as({ kind: "publisher", publisherId }, "customer_viewer");

test("an integration is made, renamed, found and listed", async () => {
  const { owner } = await world.makePublisher(host.hostId);
  const made = await createIntegration(owner, { slug: "contacts" });
  assert.equal(made.name, "contacts");
  const renamed = await renameIntegration(owner, { integrationId: made.id, name: " Contacts to CSV " });
  assert.deepEqual([renamed.name, renamed.version], ["Contacts to CSV", 2]);
  await createIntegration(owner, { slug: "invoices", name: "Invoices" });
  const page = await listIntegrations(owner, { limit: 1 });
  assert.deepEqual([page.items[0]?.slug, page.total], ["invoices", 2]);
  const rest = await listIntegrations(owner, { limit: 1, after: page.next ?? "" });
  assert.deepEqual([rest.items[0]?.slug, rest.next], ["contacts", null]);
  assert.deepEqual(
    (await listIntegrations(owner, { q: "csv" })).items.map((item) => item.id),
    [made.id],
  );
});

test("a slug is taken once, whoever comes second, and must fit an address", async () => {
  const { owner } = await world.makePublisher(host.hostId);
  const tries = await Promise.allSettled([1, 2, 3].map(() => createIntegration(owner, { slug: "twice" })));
  assert.equal(tries.filter((result) => result.status === "fulfilled").length, 1);
  await assert.rejects(createIntegration(owner, { slug: "twice" }), code("conflict"));
  for (const slug of ["Up", "../x", "a b", "-a", ""])
    await assert.rejects(createIntegration(owner, { slug, name: "x" }), code("invalid_input"));
});

test("another publisher's integration is not there; a role that may not is refused; policy holds without a WHERE", async () => {
  const [mine, theirs] = [await world.makePublisher(host.hostId), await world.makePublisher(host.hostId)];
  const { id: integrationId } = await createIntegration(mine.owner, { slug: "mine" });
  const release = await makeRelease(mine.owner, integrationId);
  const ids = { integrationId, releaseId: release.id };
  await assert.rejects(getIntegration(theirs.owner, ids), code("not_found"));
  await assert.rejects(renameIntegration(theirs.owner, { integrationId, name: "x" }), code("not_found"));
  await assert.rejects(listReleases(theirs.owner, ids), code("not_found"));
  await assert.rejects(getRelease(theirs.owner, ids), code("not_found"));
  await assert.rejects(publishRelease(theirs.owner, ids), code("not_found"));
  await assert.rejects(rollbackRelease(theirs.owner, ids), code("not_found"));
  await assert.rejects(
    transaction(theirs.owner, (ctx) => resolveRelease(ctx, ids)),
    code("not_found"),
  );
  for (const verb of [publishRelease, rollbackRelease]) await assert.rejects(verb(viewer(mine.publisherId), ids), code("forbidden"));
  await assert.rejects(createIntegration(viewer(mine.publisherId), { slug: "no" }), code("forbidden"));
  await assert.rejects(createIntegration(world.operator, { slug: "no" }), code("forbidden"));
  const rows = await transaction(theirs.owner, ({ tx }) =>
    listIntegrationRows(tx, { publisherId: null, q: null, after: null, limit: 100 }),
  );
  assert.deepEqual(rows, []);
});

test("releases count up, latest follows main, stable moves by hand and back", async () => {
  const { owner } = await world.makePublisher(host.hostId);
  const { id: integrationId } = await createIntegration(owner, { slug: "moving" });
  await assert.rejects(rollbackRelease(owner, { integrationId }), code("conflict"));
  const releases = await Promise.all([1, 2, 3, 4].map(() => makeRelease(owner, integrationId)));
  assert.deepEqual(
    releases.map((release) => release.number).toSorted((one, other) => one - other),
    [1, 2, 3, 4],
  );
  const side = await makeRelease(owner, integrationId, { movesLatest: false, version: "feature" });
  const [one, two, , four] = releases.toSorted((a, b) => a.number - b.number);
  assert.ok(one && two && four);
  assert.deepEqual([side.number, side.version, one.version], [5, "feature", "0.0.1"]);
  assert.equal((await getIntegration(owner, { integrationId })).latest?.number, 4);
  for (const release of [one, two, four]) await publishRelease(owner, { integrationId, releaseId: release.id });
  await publishRelease(owner, { integrationId, releaseId: four.id });
  const stable = () => transaction(owner, (ctx) => resolveRelease(ctx, { integrationId, channel: "stable" }));
  assert.equal((await stable()).id, four.id);
  assert.equal((await rollbackRelease(owner, { integrationId })).number, 2);
  assert.equal((await rollbackRelease(owner, { integrationId })).number, 1);
  await assert.rejects(rollbackRelease(owner, { integrationId }), code("conflict"));
  assert.equal((await rollbackRelease(owner, { integrationId, releaseId: two.id })).number, 2);
  const page = await listReleases(owner, { integrationId, limit: 3 });
  assert.deepEqual(
    page.items.map((item) => [item.number, item.channels.join()]),
    [
      [5, ""],
      [4, "latest"],
      [3, ""],
    ],
  );
  assert.deepEqual(
    (await listReleases(owner, { integrationId, after: page.next ?? "" })).items.map((item) => item.channels.join()),
    ["stable", ""],
  );
});

test("a release never changes, not even by the widest role", async () => {
  const { owner } = await world.makePublisher(host.hostId);
  const { id } = await createIntegration(owner, { slug: "fixed" });
  await makeRelease(owner, id);
  await assert.rejects(
    transaction(world.engine, ({ tx }) => tx.run("update catalog.release set version_text = 'x' where integration_id = $1", [id])),
    code("forbidden"),
  );
  await assert.rejects(
    transaction(owner, ({ tx }) => tx.run("delete from catalog.release")),
    code("forbidden"),
  );
});
