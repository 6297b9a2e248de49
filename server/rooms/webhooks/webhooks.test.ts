import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { readId, type WebhookMessage } from "@stoa/contract";
import { emitFacts, newId, StoaError, transaction, type Ctx, type FactInput } from "../../base/index.ts";
import { hearFacts, openWorld, type TestHost } from "../../testing/index.ts";
import { recordPastRuns, requireInstallation } from "../runs/index.ts";
import { openScene } from "../runs/testing.ts";
import { makeCheckedFetch } from "../sandbox/index.ts";
import { addEndpoint } from "./add-endpoint.ts";
import { editEndpoint } from "./edit-endpoint.ts";
import { getDelivery } from "./get-delivery.ts";
import { tellHosts } from "./index.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { listWebhooks } from "./list-webhooks.ts";
import { redeliver } from "./redeliver.ts";
import { removeEndpoint } from "./remove-endpoint.ts";
import { rotateSecret } from "./rotate-secret.ts";
import { sendDeliveries } from "./send-deliveries.ts";
import { transitions } from "./states.ts";
import { sweepWebhooks } from "./sweep-webhooks.ts";
import { testEndpoint } from "./test-endpoint.ts";

interface Receiver {
  url: string;
  got: { headers: Record<string, string>; body: string; message: WebhookMessage }[];
  answer: { status: number; headers?: Record<string, string> };
}

const world = await openWorld();
const receivers = [await startReceiver(), await startReceiver()] as const;
const allow = receivers.map(({ url }) => new URL(url).host);
const send = { fetch: makeCheckedFetch({ allow }, 2_000) };
const code = (expected: string) => (error: unknown) => error instanceof StoaError && error.code === expected;
let host: TestHost & { owner: Ctx };
let other: TestHost & { owner: Ctx };
let customerId: string;

async function startReceiver(): Promise<Receiver> {
  const receiver: Receiver = { url: "", got: [], answer: { status: 204 } };
  const server = createServer((request, reply) => {
    void text(request).then((body) => {
      receiver.got.push({ headers: request.headers as Record<string, string>, body, message: JSON.parse(body) as WebhookMessage });
      reply.writeHead(receiver.answer.status, { connection: "close", ...receiver.answer.headers }).end("what it says is nobody's business");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => server.close().closeAllConnections());
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks?from=stoa`;
  return receiver;
}

before(async () => {
  host = await world.makeHost();
  other = await world.makeHost();
  ({ customerId } = await world.makeCustomer(host.liveSideId));
});

/** Everything due by now, sent until nothing is. */
async function sendAll(): Promise<void> {
  while ((await sendDeliveries(world.engine, send)) > 0);
}

async function happen(...facts: Partial<FactInput>[]): Promise<string> {
  const subject = newId(world.clock);
  await transaction(world.engine, (inner) =>
    emitFacts(
      inner,
      facts.map((fact) => ({ type: "installation.installed", subject, subjectVersion: 1, sideId: host.liveSideId, customerId, ...fact })),
    ),
  );
  await hearFacts(world.engine, tellHosts);
  return subject;
}

/** Takes away what a test left, and starts it with an endpoint of its own. */
async function fresh(receiver: Receiver, more: { events?: ("installation.installed" | "installation.failing")[] } = {}) {
  for (const { id } of await listWebhooks(host.owner)) await removeEndpoint(host.owner, { endpointId: readId("webhook", id) ?? "" });
  receiver.got.length = 0;
  receiver.answer = { status: 204 };
  world.clock.advance(1_000);
  return addEndpoint(host.owner, { url: receiver.url, ...more });
}

/** As the room runs tells it. */
const turns = (installationId: string, to: "failing" | "recovered") => ({
  type: `installation.${to}`,
  subject: installationId,
  data: { runId: newId(world.clock), failureClass: to === "failing" ? "credentials" : null },
});

test("the first address of a side is told what is failing already, a second is not", async () => {
  const [receiver] = receivers;
  receiver.got.length = 0;
  const scene = await openScene();
  const { owner, customerId: id } = await scene.makeCustomer();
  const [failing, fine] = await Promise.all([0, 1].map(async () => scene.install(owner, await scene.publish("true"))));
  const past = async (installationId = "", outcome: "failed" | "succeeded") => {
    const target = await transaction(scene.world.engine, (inner) => requireInstallation(inner, installationId));
    const now = scene.world.clock.now();
    const times = { queuedAt: now, startedAt: now, endedAt: now };
    const ended = { outcome, failureClass: outcome === "failed" ? "upstream" : null, rule: "exit", owner: null, sentence: "It ended." };
    const counts = { created: 0, updated: 0, skipped: 0, failed: 0, cpuUs: 0, memoryKibMs: 0, wallMs: 0, egressBytes: 0 };
    const run = { runId: newId(scene.world.clock), kind: "work", mode: "run", triggerKind: "cron", releaseId: null } as const;
    await recordPastRuns(scene.world.engine, [{ ...target, ...run, ...times, ...ended, ...counts }]);
    return run.runId;
  };
  const runId = await past(failing, "failed");
  await past(fine, "succeeded");
  const at = scene.host.owner;
  await addEndpoint(at, { url: receiver.url });
  await addEndpoint(at, { url: receivers[1].url });
  const told = (await listDeliveries(at, {})).items;
  assert.deepEqual(
    told.map(({ type, endpointName }) => [type, endpointName]),
    [["installation.failing", new URL(receiver.url).host]],
  );
  const { data } = JSON.parse((await getDelivery(at, readId("webhookDelivery", told[0]?.id ?? "") ?? "")).body) as WebhookMessage;
  assert.deepEqual(
    [readId("customer", data.customer?.id ?? ""), readId("installation", data.installation ?? ""), data.failureClass],
    [id, failing, "upstream"],
  );
  assert.equal(readId("run", data.run ?? ""), runId);
});

test("the reference verifier takes what is sent; it says what happened, with ids and nothing of anybody", async () => {
  const [receiver] = receivers;
  const { secret } = await fresh(receiver);
  const installation = await happen({ data: { listingId: newId(world.clock), state: "active" } });
  await sendAll();
  const [first] = receiver.got;
  assert.ok(first && receiver.got.length === 1);
  // Its tolerance is by this machine's clock, the message's time by the world's: it is told the world's.
  const now = Date.now;
  Date.now = () => world.clock.now();
  try {
    assert.deepEqual(new Webhook(secret).verify(first.body, first.headers), first.message);
    assert.throws(() => new Webhook(secret).verify(first.body.replace("installed", "removed"), first.headers));
  } finally {
    Date.now = now;
  }
  const { data, type } = first.message;
  assert.deepEqual([type, readId("installation", data.installation ?? ""), data.change], ["installation.installed", installation, null]);
  assert.equal(readId("customer", data.customer?.id ?? ""), customerId);
  assert.equal((await listWebhooks(host.owner))[0]?.error, null);
});

test("each change has its type; failing and recovered name the run that said so", async () => {
  const [receiver] = receivers;
  await fresh(receiver);
  const id = await happen(
    { type: "installation.configured" },
    { type: "installation.paused" },
    { type: "installation.consent_asked" },
    { type: "listing.published" },
  );
  await happen(turns(id, "failing"), turns(id, "recovered"));
  await happen({ type: "installation.removed", subject: id });
  await sendAll();
  const told = receiver.got.map(({ message: { type, data } }): string =>
    [type.replace("installation.", ""), data.change ?? ""].join(" ").trim(),
  );
  assert.equal(told.toSorted().join(", "), "changed configured, changed paused, consent_asked, failing, recovered, removed");
  const failing = receiver.got.find(({ message }) => message.type === "installation.failing")?.message.data;
  assert.deepEqual([failing?.failureClass, failing?.run?.startsWith("run_")], ["credentials", true]);
});

/** Follows the only delivery through its tries, each at its time, and says how it went on from state to state. */
async function followTries(): Promise<string[]> {
  const steps: string[] = [];
  for (let last = "waiting", tries = 0; last === "waiting" && tries < 12; tries++) {
    await sendAll();
    const [delivery] = (await listDeliveries(host.owner, {})).items;
    steps.push(`${last} ${delivery?.state}`);
    last = delivery?.state ?? "none";
    if (delivery?.dueAt) world.clock.advance(Date.parse(delivery.dueAt) - world.clock.now() + 1);
  }
  return steps;
}

test("what is not taken is tried again later and later under one id, and given up the tenth time", async () => {
  const [receiver] = receivers;
  await fresh(receiver);
  receiver.answer = { status: 500 };
  const began = world.clock.now();
  await happen({});
  const steps = await followTries();
  const legal = new Set(transitions.map(([from, to]) => `${from} ${to}`));
  assert.ok(
    steps.every((step) => legal.has(step)),
    steps.join(", "),
  );
  assert.deepEqual([steps.length, steps.at(-1), receiver.got.length], [10, "waiting failed", 10]);
  assert.ok(world.clock.now() - began > 75 * 3_600_000);
  assert.equal(new Set(receiver.got.map(({ headers, body }) => `${headers["webhook-id"]} ${body}`)).size, 1);
  const [failed] = (await listDeliveries(host.owner, { state: "failed" })).items;
  assert.deepEqual([failed?.tries, failed?.status, failed?.error], [10, 500, "It answered 500."]);
});

test("what was given up is sent again when asked, with the id and the bytes it had", async () => {
  const [receiver] = receivers;
  const { id: endpointId } = await fresh(receiver);
  receiver.answer = { status: 500 };
  await happen({});
  await followTries();
  const [endpoint] = await listWebhooks(host.owner);
  assert.deepEqual([endpoint?.failed, endpoint?.failingSince !== null], [1, true]);
  receiver.answer = { status: 200 };
  assert.equal(await redeliver(host.owner, { endpointId }), 1);
  await sendAll();
  const [again] = (await listDeliveries(host.owner, {})).items;
  assert.deepEqual([again?.state, again?.messageId], ["delivered", receiver.got.at(-1)?.headers["webhook-id"]]);
  assert.equal(await redeliver(host.owner, { deliveryId: readId("webhookDelivery", again?.id ?? "") ?? "" }), 1);
  await sendAll();
  assert.equal(receiver.got.length, 12);
});

test("Retry-After is honoured; 410 turns the endpoint off until somebody turns it on, and then what waited goes out", async () => {
  const [receiver] = receivers;
  const { id: endpointId } = await fresh(receiver);
  receiver.answer = { status: 429, headers: { "retry-after": "3600" } };
  await happen({});
  await sendAll();
  const [waits] = (await listDeliveries(host.owner, {})).items;
  assert.equal(Math.round((Date.parse(waits?.dueAt ?? "") - world.clock.now()) / 1000), 3600);
  receiver.answer = { status: 410 };
  await happen({});
  await sendAll();
  assert.equal((await listWebhooks(host.owner))[0]?.state, "off");
  receiver.answer = { status: 200 };
  const before = receiver.got.length;
  world.clock.advance(3_700_000);
  await sendAll();
  assert.equal(receiver.got.length, before);
  await editEndpoint(host.owner, { endpointId, state: "on" });
  await sendAll();
  assert.equal(receiver.got.length, before + 1);
});

/** As the document of Standard Webhooks has it; its library knows no public keys yet. */
function verifiesByKey(
  publicKey: string | null | undefined,
  { headers, body }: { headers: Record<string, string>; body: string },
): boolean {
  const x = Buffer.from((publicKey ?? "").replace(/^whpk_/, ""), "base64").toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  const signed = Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`);
  const signatures = (headers["webhook-signature"] ?? "").split(" ").filter((one) => one.startsWith("v1a,"));
  return signatures.some((one) => verify(null, signed, key, Buffer.from(one.slice("v1a,".length), "base64")));
}

test("messages are checked by a public key alone too, which is rotated with the secret; addresses older than these get theirs", async () => {
  const [receiver] = receivers;
  const { id: endpointId } = await fresh(receiver);
  const sent = async () => {
    await happen({});
    await sendAll();
    return receiver.got.at(-1) ?? assert.fail("nothing came");
  };
  const view = async () => (await listWebhooks(host.owner))[0] ?? assert.fail("no address");
  const { publicKey: first } = await view();
  const message = await sent();
  assert.match(first ?? "", /^whpk_[\w+/]{43}=$/);
  assert.ok(verifiesByKey(first, message));
  assert.ok(!verifiesByKey(first, { ...message, body: message.body.replace("installed", "removed") }));
  await rotateSecret(host.owner, { endpointId });
  const { publicKey: next, previousPublicKey } = await view();
  assert.equal(previousPublicKey, first);
  const both = await sent();
  assert.deepEqual([verifiesByKey(first, both), verifiesByKey(next, both)], [true, true]);
  world.clock.advance(86_400_001);
  const later = await sent();
  assert.deepEqual([verifiesByKey(first, later), verifiesByKey(next, later), (await view()).previousPublicKey], [false, true, null]);
  await rotateSecret(host.owner, { endpointId, endOld: "now" });
  assert.ok(!verifiesByKey(next, await sent()), "a key that is in others' hands ends at once");
  await transaction(world.engine, ({ tx }) =>
    tx.run("update webhooks.endpoint set key_id = null, public_key = null where id = $1", [endpointId]),
  );
  assert.doesNotMatch((await sent()).headers["webhook-signature"] ?? "", /v1a/);
  await sweepWebhooks(world.engine);
  assert.ok(verifiesByKey((await view()).publicKey, await sent()));
});

test("a rotation loses nothing: for a day either secret verifies, then only the new one; a leaked one ends at once", async () => {
  const [receiver] = receivers;
  const { id: endpointId, secret: old } = await fresh(receiver);
  const next = await rotateSecret(host.owner, { endpointId });
  await assert.rejects(rotateSecret(host.owner, { endpointId }), code("conflict"));
  const verified = async (): Promise<boolean[]> => {
    await happen({});
    await sendAll();
    const { body = "", headers = {} } = receiver.got.at(-1) ?? {};
    const now = Date.now;
    Date.now = () => world.clock.now();
    try {
      return [old, next].map((secret) => {
        try {
          return new Webhook(secret).verify(body, headers) !== undefined;
        } catch {
          return false;
        }
      });
    } finally {
      Date.now = now;
    }
  };
  assert.deepEqual(await verified(), [true, true]);
  world.clock.advance(86_400_001);
  assert.deepEqual(await verified(), [false, true]);
  await rotateSecret(host.owner, { endpointId, endOld: "now" });
  assert.deepEqual(await verified(), [false, false]);
});

test("private, own and metadata addresses are not told anything, by number or name, and neither is where one sends on to", async () => {
  const [receiver] = receivers;
  for (const url of [
    "http://127.0.0.1:9/x",
    "https://169.254.169.254/latest",
    "https://10.1.2.3/",
    "https://[::1]/",
    "https://localhost/",
  ]) {
    const { id: endpointId } = await addEndpoint(host.owner, { url });
    const tried = await testEndpoint(host.owner, { endpointId }, send);
    assert.match(tried.error ?? "", /may not be reached/, url);
    await removeEndpoint(host.owner, { endpointId });
  }
  const { id: endpointId } = await fresh(receiver);
  receiver.answer = { status: 302, headers: { location: "http://169.254.169.254/latest" } };
  assert.match((await testEndpoint(host.owner, { endpointId }, send)).error ?? "", /sends on to another address \(302\)/);
  for (const url of ["https://user:pass@app.example.com/", "https://"])
    await assert.rejects(addEndpoint(host.owner, { url }), code("invalid_input"));
});

test("an endpoint is told what it wants, since it was there; a slow one keeps the other not waiting", async () => {
  const [wants, slow] = receivers;
  await happen({});
  await fresh(wants, { events: ["installation.failing"] });
  const id = await happen({});
  await happen(turns(id, "failing"));
  const { id: slowId } = await addEndpoint(host.owner, { url: slow.url });
  slow.answer = { status: 500 };
  for (let times = 0; times < 12; times++) await happen({});
  assert.equal(await sendDeliveries(world.engine, send), 5, "one that is wanted, and four of the many");
  assert.deepEqual(
    wants.got.map(({ message }) => message.type),
    ["installation.failing"],
  );
  await removeEndpoint(host.owner, { endpointId: slowId });
  const left = await listDeliveries(host.owner, { state: "waiting" });
  assert.equal(left.items.length, 0);
});

test("two senders at once send each once; old messages are forgotten", async () => {
  const [receiver] = receivers;
  await fresh(receiver);
  for (let times = 0; times < 6; times++) await happen({});
  await Promise.all([1, 2, 3].map(() => sendAll()));
  assert.equal(receiver.got.length, 6);
  world.clock.advance(31 * 86_400_000);
  assert.ok((await sweepWebhooks(world.engine)) >= 6);
  assert.equal((await listDeliveries(host.owner, {})).items.length, 0);
});

test("another host, the host's other side, and people without the role see and change nothing", async () => {
  const [receiver] = receivers;
  const { id: endpointId } = await fresh(receiver);
  await happen({});
  const deliveryId = readId("webhookDelivery", (await listDeliveries(host.owner, {})).items[0]?.id ?? "") ?? "";
  const testSide: Ctx = { ...host.owner, scope: { kind: "side", sideId: host.testSideId, hostId: host.hostId } };
  const verbs: ((ctx: Ctx) => Promise<unknown>)[] = [
    (ctx) => editEndpoint(ctx, { endpointId, name: "mine" }),
    (ctx) => rotateSecret(ctx, { endpointId }),
    (ctx) => testEndpoint(ctx, { endpointId }, send),
    (ctx) => removeEndpoint(ctx, { endpointId }),
    (ctx) => redeliver(ctx, { endpointId }),
    (ctx) => redeliver(ctx, { deliveryId }),
    (ctx) => getDelivery(ctx, deliveryId),
  ];
  for (const stranger of [other.owner, testSide]) {
    for (const verb of verbs) await assert.rejects(verb(stranger), code("not_found"));
    assert.deepEqual([await listWebhooks(stranger), (await listDeliveries(stranger, {})).items], [[], []]);
  }
  const { owner: publisher } = await world.makePublisher(host.hostId);
  for (const verb of [...verbs, listWebhooks, (ctx: Ctx) => listDeliveries(ctx, {})])
    await assert.rejects(verb(publisher), code("forbidden"));
  const support = world.as(host.owner.scope, "host_support");
  for (const verb of verbs.slice(0, 4)) await assert.rejects(verb(support), code("forbidden"));
  assert.equal(await redeliver(support, { deliveryId }), 1);
});
