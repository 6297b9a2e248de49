import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { readId, showId, type NoticeMessage } from "@stoa/contract";
import { emitFacts, newId, StoaError, transaction, type Ctx, type FactInput } from "../../base/index.ts";
import { hearFacts, openWorld } from "../../testing/index.ts";
import { closeCustomer } from "../identity/index.ts";
import { makeCheckedFetch } from "../sandbox/index.ts";
import { addEndpoint } from "./add-endpoint.ts";
import { editEndpoint } from "./edit-endpoint.ts";
import { getDelivery } from "./get-delivery.ts";
import { tellCustomers, tellHosts } from "./index.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { listWebhooks } from "./list-webhooks.ts";
import { redeliver } from "./redeliver.ts";
import { removeEndpoint } from "./remove-endpoint.ts";
import { rotateSecret } from "./rotate-secret.ts";
import { sendDeliveries } from "./send-deliveries.ts";
import { insertDeliveries } from "./store/deliveries.ts";
import { testEndpoint } from "./test-endpoint.ts";

const world = await openWorld();
const host = await world.makeHost();
/** What came where: to the host's server, and to a customer's. */
const got: { path: string; body: string; headers: IncomingHttpHeaders }[] = [];
const server = createServer((request, reply) => {
  void text(request).then((body) => {
    got.push({ path: request.url ?? "", body, headers: request.headers });
    reply.writeHead(204, { connection: "close" }).end();
  });
}).listen(0, "127.0.0.1");
await once(server, "listening");
after(() => server.close().closeAllConnections());
const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
const [hosts, own] = [`http://${place}/host`, `http://${place}/own`];
const send = { fetch: makeCheckedFetch({ allow: [place] }, 2_000) };
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
const typesAt = (path: string): string[] =>
  got.filter((one) => one.path === path).map(({ body }) => (JSON.parse(body) as { type: string }).type);
const sendAll = async (): Promise<void> => {
  while ((await sendDeliveries(world.engine, send)) > 0);
};

async function happen(...facts: Partial<FactInput>[]): Promise<string> {
  const subject = newId(world.clock);
  const at = { type: "installation.installed", subject, subjectVersion: 1, sideId: host.liveSideId };
  await transaction(world.engine, (inner) =>
    emitFacts(
      inner,
      facts.map((fact) => ({ ...at, ...fact })),
    ),
  );
  await hearFacts(world.engine, tellHosts, tellCustomers);
  return subject;
}

/** A customer's notice, as the home makes it. */
const notice = (of: string, kind: string, more: object = {}): Partial<FactInput> => ({
  type: "notice.made",
  customerId: of,
  data: { kind, cause: null, installationId: null, connectionId: null, runId: null, ...more },
});

test("a customer's own server is told its notices of the kinds it wants, signed, and nothing of anybody else", async () => {
  await addEndpoint(host.owner, { url: hosts });
  const one = await world.makeCustomer(host.liveSideId);
  const two = await world.makeCustomer(host.liveSideId);
  const { secret, id: endpointId } = await addEndpoint(one.owner, { url: own, events: ["notice.failing", "notice.recovered"] });
  world.clock.advance(1_000);
  const [installation, runId] = [newId(world.clock), newId(world.clock)];
  const subject = await happen(notice(one.customerId, "failing", { cause: "upstream", installationId: installation, runId }));
  await happen(notice(one.customerId, "silent"), notice(two.customerId, "failing"), { customerId: one.customerId });
  await sendAll();
  assert.deepEqual(
    [typesAt("/own"), typesAt("/host")],
    [["notice.failing"], ["installation.installed"]],
    "the host hears no notice, the customer nothing but its own",
  );
  const came = got.find(({ path }) => path === "/own");
  assert.ok(came);
  const told = JSON.parse(came.body) as NoticeMessage;
  assert.deepEqual(
    [told.type, told.data],
    [
      "notice.failing",
      {
        side: showId("side", host.liveSideId),
        customer: showId("customer", one.customerId),
        notice: showId("notice", subject),
        installation: showId("installation", installation),
        connection: null,
        run: showId("run", runId),
        cause: "upstream",
      },
    ],
  );
  const now = Date.now;
  Date.now = () => world.clock.now();
  try {
    assert.deepEqual(new Webhook(secret).verify(came.body, came.headers as Record<string, string>), told);
  } finally {
    Date.now = now;
  }
  assert.equal((await testEndpoint(one.owner, { endpointId }, send)).state, "delivered");
  assert.equal((JSON.parse(got.at(-1)?.body ?? "") as NoticeMessage).data.customer, showId("customer", one.customerId));
  await assert.rejects(addEndpoint(one.owner, { url: own, events: ["installation.failing"] }), code("invalid_input"));
  await assert.rejects(addEndpoint(host.owner, { url: own, events: ["notice.failing"] }), code("invalid_input"));
  for (let more = 0; more < 4; more++) await addEndpoint(one.owner, { url: own });
  await assert.rejects(addEndpoint(one.owner, { url: own }), code("refused"));
  assert.match(
    (await testEndpoint(two.owner, { endpointId: (await addEndpoint(two.owner, { url: "http://10.0.0.1/" })).id }, send)).error ?? "",
    /may not be reached/,
  );
});

test("another customer, the host, and a customer's viewers see and change nothing of a customer's address; nor can a row of one be written to another's", async () => {
  const one = await world.makeCustomer(host.liveSideId);
  const two = await world.makeCustomer(host.liveSideId);
  const { id: endpointId } = await addEndpoint(one.owner, { url: own });
  const delivery = await testEndpoint(one.owner, { endpointId }, send);
  const deliveryId = readId("webhookDelivery", delivery.id) ?? "";
  const verbs: ((ctx: Ctx) => Promise<unknown>)[] = [
    (ctx) => editEndpoint(ctx, { endpointId, name: "mine" }),
    (ctx) => rotateSecret(ctx, { endpointId }),
    (ctx) => testEndpoint(ctx, { endpointId }, send),
    (ctx) => removeEndpoint(ctx, { endpointId }),
    (ctx) => redeliver(ctx, { endpointId }),
    (ctx) => redeliver(ctx, { deliveryId }),
    (ctx) => getDelivery(ctx, deliveryId),
    (ctx) => listWebhooks(ctx, { endpointId }),
  ];
  for (const stranger of [two.owner, host.owner]) {
    for (const verb of verbs) await assert.rejects(verb(stranger), code("not_found"));
    const ids = [(await listWebhooks(stranger)).map(({ id }) => id), (await listDeliveries(stranger, {})).items.map(({ id }) => id)].flat();
    assert.ok(!ids.includes(showId("webhook", endpointId)) && !ids.includes(delivery.id));
  }
  for (const verb of [...verbs, (ctx: Ctx) => listDeliveries(ctx, {})]) await assert.rejects(verb(one.viewer), code("forbidden"));
  const rows = (ctx: Ctx): Promise<number> =>
    transaction(ctx, async ({ tx }) => (await tx.rows("select id from webhooks.endpoint where id = $1", [endpointId])).length);
  assert.deepEqual([await rows(one.owner), await rows(two.owner), await rows(host.owner)], [1, 0, 0], "by the policy alone");
  await happen({});
  const messageId = readId("message", (await listDeliveries(host.owner, {})).items[0]?.messageId ?? "") ?? "";
  const strange = { id: newId(world.clock), sideId: host.liveSideId, customerId: null, endpointId, messageId };
  await assert.rejects(
    transaction(world.engine, ({ tx }) => insertDeliveries(tx, [strange], 0)),
    /foreign key/,
  );
});

test("what a customer does with its addresses stands in its own audit, and not in its host's", async () => {
  const { owner } = await world.makeCustomer(host.liveSideId);
  const secretive = `${own}?token=of-the-customer`;
  const { id: endpointId } = await addEndpoint(owner, { url: secretive, name: "of the customer" });
  await editEndpoint(owner, { endpointId, url: `${secretive}2` });
  await rotateSecret(owner, { endpointId });
  await testEndpoint(owner, { endpointId }, send);
  await redeliver(owner, { endpointId });
  await removeEndpoint(owner, { endpointId });
  const read = (ctx: Ctx) =>
    transaction(ctx, ({ tx }) => tx.rows<{ verb: string }>("select verb from base.audit where subject = $1 order by id", [endpointId]));
  assert.deepEqual(await read(host.owner), []);
  const verbs = ["add", "edit", "rotate", "test", "redeliver", "remove"];
  assert.deepEqual(
    (await read(owner)).map(({ verb }) => verb),
    verbs.map((verb) => `webhook.${verb}`),
  );
});

test("several added at once do not pass the limit", async () => {
  const { owner } = await world.makeCustomer(host.liveSideId);
  const added = await Promise.allSettled(Array.from({ length: 9 }, () => addEndpoint(owner, { url: own })));
  assert.equal(added.filter(({ status }) => status === "fulfilled").length, 5);
  assert.equal((await listWebhooks(owner)).length, 5);
});

test("a customer that is closed is told nothing more, not even what was waiting", async () => {
  const one = await world.makeCustomer(host.liveSideId);
  await addEndpoint(one.owner, { url: `${own}/closed` });
  world.clock.advance(1_000);
  await happen(notice(one.customerId, "failing"));
  const [{ ref } = { ref: "" }] = await transaction(world.engine, ({ tx }) =>
    tx.rows<{ ref: string }>("select external_ref as ref from identity.v_customer where id = $1", [one.customerId]),
  );
  await closeCustomer(host.owner, { ref });
  await happen(notice(one.customerId, "silent"));
  await sendAll();
  assert.deepEqual(typesAt("/own/closed"), []);
  assert.equal(
    (await transaction(world.engine, ({ tx }) => tx.rows("select id from webhooks.delivery where owner_id = $1", [one.customerId]))).length,
    1,
  );
});

test("an address is tried once at a time and thirty times an hour", async () => {
  const { owner } = await world.makeCustomer(host.liveSideId);
  const { id: endpointId } = await addEndpoint(owner, { url: own });
  const trial = () => testEndpoint(owner, { endpointId }, send);
  const both = await Promise.allSettled([trial(), trial()]);
  assert.equal(both.filter(({ status }) => status === "rejected").length, 1);
  for (let times = 1; times < 30; times++) await trial();
  await assert.rejects(trial(), code("rate_limited"));
  world.clock.advance(3_600_000);
  assert.equal((await trial()).state, "delivered");
});
