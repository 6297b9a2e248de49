import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readId } from "@stoa/contract";
import { emitFacts, newId, transaction, type Ctx } from "../../base/index.ts";
import { hearFacts, openWorld, type TestHost } from "../../testing/index.ts";
import { makeCheckedFetch } from "../sandbox/index.ts";
import { addEndpoint } from "./add-endpoint.ts";
import { openSlots, tellCustomers, tellHosts } from "./index.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { listWebhooks } from "./list-webhooks.ts";
import { removeEndpoint } from "./remove-endpoint.ts";
import { sendDeliveries } from "./send-deliveries.ts";
import { testEndpoint } from "./test-endpoint.ts";

interface Server {
  url: string;
  got: number;
  held: number;
  /** The most it held at once. */
  most: number;
}

const world = await openWorld();
/** One takes what it is sent and never answers, the other answers. */
const [hole, well] = [await startServer(false), await startServer(true)];
const send = { fetch: makeCheckedFetch({ allow: [hole, well].map(({ url }) => new URL(url).host) }, 2_000) };

async function startServer(answers: boolean): Promise<Server> {
  const seen: Server = { url: "", got: 0, held: 0, most: 0 };
  const server = createServer((request, reply) => {
    seen.got += 1;
    seen.held += 1;
    seen.most = Math.max(seen.most, seen.held);
    request.socket.once("close", () => (seen.held -= 1));
    if (answers) reply.writeHead(204, { connection: "close" }).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => server.close().closeAllConnections());
  seen.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return seen;
}

async function happen(sideId: string, times: number): Promise<void> {
  const facts = Array.from({ length: times }, () => ({
    type: "installation.installed",
    subject: newId(world.clock),
    subjectVersion: 1,
    sideId,
  }));
  await transaction(world.engine, (inner) => emitFacts(inner, facts));
  await hearFacts(world.engine, tellHosts);
}

type Owner = TestHost & { owner: Ctx };

/** A host whose ten addresses never answer, each owed five messages, and one whose address answers. */
async function makeHosts(): Promise<{ dead: Owner; alive: Owner }> {
  const [dead, alive] = [await world.makeHost(), await world.makeHost()];
  for (let times = 0; times < 10; times++) await addEndpoint(dead.owner, { url: hole.url });
  await addEndpoint(alive.owner, { url: well.url });
  Object.assign(hole, { got: 0, most: hole.held });
  well.got = 0;
  world.clock.advance(1_000);
  await happen(dead.liveSideId, 5);
  return { dead, alive };
}

/** Waits until it was told something. */
async function arrived(server: Server, least = 1): Promise<string> {
  for (let waited = 0; waited < 2_000 && server.got < least; waited++) await sleep(10);
  return server.got >= least ? "it came" : "it did not come";
}

test("a side with ten servers that never answer has six under way at once, and another side's delivery goes out beside them", async () => {
  const { dead, alive } = await makeHosts();
  world.clock.advance(1_000);
  await happen(alive.liveSideId, 1);
  const over = sendDeliveries(world.engine, send).then(() => "all were over");
  assert.equal(await Promise.race([over, arrived(well)]), "it came");
  await over;
  assert.ok(hole.most <= 6, `${hole.most} under way`);
  for (const { id } of await listWebhooks(dead.owner)) await removeEndpoint(dead.owner, { endpointId: readId("webhook", id) ?? "" });
});

test("what becomes due while servers do not answer goes out at once, and a failing server takes no slot of those that answer", async () => {
  const { dead, alive } = await makeHosts();
  const [answering, failing] = [false, true].map((lane) => openSlots(world.engine, send, { slots: 8, failing: lane }));
  assert.ok(answering && failing);
  await answering.fill();
  assert.equal(await arrived(hole, 6), "it came");
  await happen(alive.liveSideId, 1);
  assert.equal(await answering.fill(), 0);
  assert.equal(await arrived(well), "it came");
  await answering.drain();
  assert.equal(hole.most, 6);
  world.clock.advance(10_000);
  const failed = await triesOf(dead.owner);
  assert.equal(failed.length, 6);
  await answering.fill();
  assert.deepEqual(await triesOf(dead.owner), failed, "none of these is sent again beside those that answer");
  await failing.fill();
  assert.notDeepEqual(await triesOf(dead.owner), failed);
  await Promise.all([answering.drain(), failing.drain()]);
  for (const { id } of await listWebhooks(dead.owner)) await removeEndpoint(dead.owner, { endpointId: readId("webhook", id) ?? "" });
});

/** Deliveries that failed, with how often they were tried. */
async function triesOf(owner: Ctx): Promise<string[]> {
  const { items } = await listDeliveries(owner, { state: "waiting" });
  return items.filter(({ error }) => error !== null).map(({ id, tries }) => `${id} ${tries}`);
}

test("customers' servers that never answer keep neither another customer waiting, nor their host, nor another side", async () => {
  const host = await world.makeHost();
  const greedy = [await world.makeCustomer(host.liveSideId), await world.makeCustomer(host.liveSideId)];
  const modest = await world.makeCustomer(host.liveSideId);
  for (const { owner } of greedy) for (let times = 0; times < 5; times++) await addEndpoint(owner, { url: hole.url });
  await addEndpoint(modest.owner, { url: well.url });
  await addEndpoint(host.owner, { url: well.url });
  Object.assign(hole, { got: 0, most: hole.held });
  well.got = 0;
  world.clock.advance(1_000);
  const made = (customerId: string) => ({
    type: "notice.made",
    subject: newId(world.clock),
    subjectVersion: 1,
    sideId: host.liveSideId,
    customerId,
    data: { kind: "failing" },
  });
  const told = [...greedy, ...greedy, ...greedy, modest].map(({ customerId }) => made(customerId));
  await transaction(world.engine, (inner) => emitFacts(inner, told));
  await hearFacts(world.engine, tellCustomers);
  await happen(host.liveSideId, 1);
  const slots = openSlots(world.engine, send, { slots: 24, failing: false });
  await slots.fill();
  assert.equal(await arrived(well, 2), "it came");
  assert.equal(await arrived(hole, 4), "it came");
  await slots.drain();
  assert.equal(hole.most, 4, "two of each");
});

test("customers' servers hold half of the slots at most, and what is tried by hand takes nothing of their share", async () => {
  const host = await world.makeHost();
  const customers = [
    await world.makeCustomer(host.liveSideId),
    await world.makeCustomer(host.liveSideId),
    await world.makeCustomer(host.liveSideId),
  ];
  const ids = await Promise.all(customers.map(async ({ owner }) => (await addEndpoint(owner, { url: hole.url })).id));
  Object.assign(hole, { got: 0, most: hole.held });
  world.clock.advance(1_000);
  const made = { type: "notice.made", subjectVersion: 1, sideId: host.liveSideId, data: { kind: "failing" } };
  const told = customers.flatMap(({ customerId }) => [1, 2].map(() => ({ ...made, subject: newId(world.clock), customerId })));
  await transaction(world.engine, (inner) => emitFacts(inner, told));
  await hearFacts(world.engine, tellCustomers);
  const slots = openSlots(world.engine, send, { slots: 8, failing: false });
  await slots.fill();
  assert.equal(await arrived(hole, 4), "it came");
  assert.equal(await slots.fill(), 0);
  await slots.drain();
  const [first, owner] = [ids[0] ?? "", customers[0]?.owner];
  assert.ok(owner);
  const trial = testEndpoint(owner, { endpointId: first }, send);
  assert.equal(await arrived(hole, 5), "it came");
  const leased = await transaction(world.engine, ({ tx }) =>
    tx.rows("select id from webhooks.delivery where endpoint_id = $1 and leased_until is not null", [first]),
  );
  await trial;
  assert.deepEqual([hole.most, leased], [4, []]);
});
