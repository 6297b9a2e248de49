import assert from "node:assert/strict";
import { test } from "node:test";
import { showId } from "@stoa/contract";
import { StoaError } from "../../base/index.ts";
import {
  eraseDue,
  eraseInstallation,
  exportInstallation,
  getInstallation,
  listEntered,
  listInstallations,
  pauseEverything,
  pauseInstallation,
  resumeEverything,
  uninstall,
} from "./index.ts";
import { openShop } from "./testing.ts";

const { world, sideId, config, publishListing, install, operationId } = await openShop();
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;

test("form, settings and what is asked for stand in the order of the manifest", async () => {
  const scene = await publishListing("ordered");
  const { owner } = await world.makeCustomer(sideId);
  const { installationId } = await install(owner, scene, { config: { depth: 2, ...config } });
  const { form, asks, config: shown } = await getInstallation(owner, { installationId });
  const order = ["server", "api_key", "depth"];
  assert.deepEqual(Object.keys(form.schema["properties"] as object), order);
  assert.deepEqual(
    asks.fields.map(({ name }) => name),
    order,
  );
  assert.deepEqual(Object.keys(shown ?? {}), order);
});

test("everything is paused until a day in each one's own zone, and goes on together; nobody else's is touched", async () => {
  const scene = await publishListing("holiday");
  const { owner, viewer } = await world.makeCustomer(sideId);
  const other = await world.makeCustomer(sideId);
  const far = await install(owner, scene, { zone: "Pacific/Auckland" });
  const near = await install(owner, scene, { zone: "UTC" });
  const before = await install(owner, scene);
  const strangers = await install(other.owner, scene);
  await pauseInstallation(owner, { operationId: operationId(), installationId: before.installationId });
  await assert.rejects(pauseEverything(viewer, { operationId: operationId() }), code("forbidden"));
  await assert.rejects(pauseEverything(owner, { operationId: operationId(), until: "2001-01-01" }), code("invalid_input"));
  const asked = { operationId: operationId(), until: new Date(world.clock.now() + 9 * 86_400_000).toISOString().slice(0, 10) };
  const done = await pauseEverything(owner, asked);
  assert.deepEqual(done.installationIds.toSorted(), [far.installationId, near.installationId].toSorted());
  assert.deepEqual(await pauseEverything(owner, asked), done, "the same operation again is the same answer");
  const see = async (made: { installationId: string }, ctx = owner) => {
    const { state, resumesAt } = await getInstallation(ctx, made);
    return [state, resumesAt === null ? null : Date.parse(asked.until) - Date.parse(resumesAt) > 0];
  };
  assert.deepEqual(await see(far), ["paused", true], "the day begins earlier there");
  assert.deepEqual(await see(near), ["paused", false]);
  assert.deepEqual(await see(before), ["paused", null]);
  assert.deepEqual(await see(strangers, other.owner), ["active", null]);
  assert.deepEqual(await pauseEverything(owner, { operationId: operationId() }), { installationIds: [] });
  await assert.rejects(resumeEverything(viewer, { operationId: operationId() }), code("forbidden"));
  assert.equal((await resumeEverything(other.owner, { operationId: operationId() })).installationIds.length, 0);
  assert.equal((await resumeEverything(owner, { operationId: operationId() })).installationIds.length, 3);
  assert.deepEqual(
    [await see(far), await see(before)],
    [
      ["active", null],
      ["active", null],
    ],
  );
});

test("keys entered in settings are listed by installation with their titles and times, never with what they are, and for nobody else", async () => {
  const scene = await publishListing("entered");
  const { owner } = await world.makeCustomer(sideId);
  const other = await world.makeCustomer(sideId);
  const { installationId } = await install(owner, scene, { name: "Contacts by mail" });
  const gone = await install(owner, scene);
  await uninstall(owner, { operationId: operationId(), installationId: gone.installationId });
  const setAt = new Date(world.clock.now()).toISOString();
  const { items, next } = await listEntered(owner, {});
  const fields = [{ name: "api_key", title: "api_key", setAt }];
  assert.deepEqual([items, next], [[{ id: showId("installation", installationId), name: "Contacts by mail", fields }], null]);
  assert.ok(!JSON.stringify(items).includes("key-number-one"));
  assert.deepEqual((await listEntered(other.owner, {})).items, []);
  const second = await install(owner, scene);
  const page = await listEntered(owner, { limit: 1 });
  assert.deepEqual(
    [page.items[0]?.id, page.next],
    [showId("installation", second.installationId), showId("installation", second.installationId)],
  );
  assert.equal((await listEntered(owner, { limit: 1, after: page.next ?? "" })).items[0]?.name, "Contacts by mail");
});

test("what is kept of one that was uninstalled is erased by its owner, for good; nobody else can, and nothing installed is", async () => {
  const scene = await publishListing("erased");
  const { owner, viewer } = await world.makeCustomer(sideId);
  const other = await world.makeCustomer(sideId);
  const { installationId } = await install(owner, scene, { name: "Of no use" });
  const erase = (ctx = owner) => eraseInstallation(ctx, { operationId: operationId(), installationId });
  await assert.rejects(erase(), code("conflict"));
  await uninstall(owner, { operationId: operationId(), installationId });
  assert.equal((await listInstallations(owner, { state: "removed" })).items[0]?.name, "Of no use");
  await assert.rejects(erase(viewer), code("forbidden"));
  await assert.rejects(erase(other.owner), code("not_found"));
  await erase();
  while ((await eraseDue(world.engine, [])) > 0);
  assert.deepEqual((await listInstallations(owner, { state: "removed" })).items, []);
  const { config, name, erasedAt } = await getInstallation(owner, { installationId });
  assert.deepEqual([config, name === "Of no use", erasedAt !== null], [{}, false, true], "its page says that it is gone, and nothing else");
  await assert.rejects(exportInstallation(owner, { installationId, parts: [] }), code("not_found"));
  await assert.rejects(erase(), code("not_found"));
});
