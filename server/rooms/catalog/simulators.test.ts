import assert from "node:assert/strict";
import { test } from "node:test";
import { StoaError, transaction } from "../../base/index.ts";
import { openWorld } from "../../testing/index.ts";
import { createIntegration, editListing, getListing, setSimulator } from "./index.ts";
import { listSimulators, readSimulators } from "./list-simulators.ts";
import { removeSimulator } from "./remove-simulator.ts";
import { listSimulatorRows } from "./store/simulators.ts";
import { makeRelease } from "./testing.ts";

const world = await openWorld();
const host = await world.makeHost();
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;

test("a simulator is set, set anew, listed and removed; both are audited", async () => {
  const { owner } = await world.makePublisher(host.hostId);
  const { id: integrationId } = await createIntegration(owner, { slug: "simulated" });
  await setSimulator(owner, { integrationId, target: "API.example.com", address: "http://127.0.0.1:9000" });
  await setSimulator(owner, { integrationId, target: "mail.example.com:25", address: "tcp://sim.example:2525" });
  await setSimulator(owner, { integrationId, target: "api.example.com:443", address: "https://sim.example" });
  assert.deepEqual(
    (await listSimulators(owner, { integrationId })).map((row) => [row.host, row.port, row.address]),
    [
      ["api.example.com", 443, "https://sim.example"],
      ["mail.example.com", 25, "tcp://sim.example:2525"],
    ],
  );
  await removeSimulator(owner, { integrationId, target: "api.example.com" });
  await assert.rejects(removeSimulator(owner, { integrationId, target: "api.example.com" }), code("not_found"));
  const verbs = await transaction(world.operator, ({ tx }) =>
    tx.rows<{ verb: string; after: object | null }>("select verb, after from base.audit where subject = $1 order by id", [integrationId]),
  );
  assert.deepEqual(
    verbs.slice(1).map(({ verb }) => verb),
    ["simulator.set", "simulator.set", "simulator.set", "simulator.remove"],
  );
});

test("what is no host or no address is refused with what to do", async () => {
  const { owner } = await world.makePublisher(host.hostId);
  const { id: integrationId } = await createIntegration(owner, { slug: "refused" });
  for (const target of ["*.example.com", "a b", "api.example.com:99999"])
    await assert.rejects(setSimulator(owner, { integrationId, target, address: "http://sim.example" }), code("invalid_input"), target);
  for (const address of [
    "",
    "sim.example",
    "ftp://sim.example",
    "http://sim.example/path",
    "tcp://sim.example",
    "http://u:p@sim.example",
    "http://*.x.example",
  ])
    await assert.rejects(setSimulator(owner, { integrationId, target: "api.example.com", address }), code("invalid_input"), address);
});

test("another publisher reaches none of it, and the policy holds without a WHERE", async () => {
  const [mine, theirs] = [await world.makePublisher(host.hostId), await world.makePublisher(host.hostId)];
  const { id: integrationId } = await createIntegration(mine.owner, { slug: "mine" });
  const input = { integrationId, target: "api.example.com", address: "http://sim.example" };
  await setSimulator(mine.owner, input);
  await assert.rejects(setSimulator(theirs.owner, input), code("not_found"));
  await assert.rejects(removeSimulator(theirs.owner, input), code("not_found"));
  await assert.rejects(listSimulators(theirs.owner, input), code("not_found"));
  assert.deepEqual(await transaction(theirs.owner, ({ tx }) => listSimulatorRows(tx, integrationId, null)), []);
  const viewer = world.as({ kind: "publisher", publisherId: mine.publisherId }, "customer_viewer");
  await assert.rejects(setSimulator(viewer, input), code("forbidden"));
});

test("a listing tells of them at a test side, never at a live one", async () => {
  const { owner } = await world.makePublisher(host.hostId);
  const { id: integrationId } = await createIntegration(owner, { slug: "listed" });
  await makeRelease(owner, integrationId);
  await setSimulator(owner, { integrationId, target: "api.example.com", address: "http://sim.example" });
  const at = async (sideId: string) => (await editListing(owner, { integrationId, sideId, content: {} })).listing.id;
  const test = await getListing(owner, { listingId: await at(host.testSideId) });
  const live = await getListing(owner, { listingId: await at(host.liveSideId) });
  assert.deepEqual([test.simulators.map(({ address }) => address), live.simulators], [["http://sim.example"], []]);
  const read = await transaction(world.engine, (inner) => readSimulators(inner, [integrationId]));
  assert.equal(read.get(integrationId)?.length, 1);
});
