import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { test, after } from "node:test";
import type { ContactsView } from "@stoa/contract";
import { realClock, transaction, type Ctx } from "../../base/index.ts";
import { hearFacts } from "../../testing/index.ts";
import { nameDeclared } from "./runner/name-declared.ts";
import { openRunWorld, runToEnd } from "./runner/testing.ts";
import type { RunMode } from "./states.ts";
import { hasAnswered } from "./store/answered.ts";
import { sumContacts } from "./store/contacts.ts";
import { followContacts, getContacts, sweepContacts } from "./sum-contacts.ts";

const server = createServer((socket) => socket.on("error", () => socket.destroy()).end("hello"));
server.listen(0, "127.0.0.1");
await once(server, "listening");
after(() => server.close());
const { port } = server.address() as AddressInfo;
const place = await openRunWorld({}, [`127.0.0.1:${port}`]);
await place.startRunner();
const engine: Ctx = { ...place.world.engine, clock: realClock };

const program = `cat </dev/tcp/127.0.0.1/${port}; cat </dev/tcp/10.1.2.3/80; getent hosts secret-of-mine.example; exit 0`;
const published = await place.publish(program, {
  run: "bash /app/program.sh",
  preview: true,
  network: { hosts: ["{config.server}", "10.1.2.3:80", "never.example:443"], declared: true },
  retry: { attempts: 1, on: [] },
});

test("a host is named by the manifest's line, never by what a customer entered", () => {
  const http = { base: "https://{config.shop}/api", auth: { header: "X", value: "{k}" }, allow: ["GET /a"] };
  const connections = [{ name: "shop", kind: "api-key" as const, title: "Shop", fields: ["k"], http }];
  const config = { server: "nas.private.example:8443", shop: "one.shop.example" };
  const name = nameDeclared({ connections }, { hosts: ["api.example.com", "*.cdn.example:443", "{config.server}"], config });
  const named = [
    ["api.example.com", 443],
    ["eu.cdn.example", 443],
    ["nas.private.example", 8443],
    ["one.shop.example", 443],
    ["api.example.com", 80],
    ["cdn.example", 443],
    ["evil.example", 0],
  ].map(([host, at]) => name({ host: String(host), port: Number(at) }));
  assert.deepEqual(named, ["api.example.com", "*.cdn.example:443", "{config.server}", "https://{config.shop}/api", null, null, null]);
});

async function runFor(customer: Ctx, ...modes: RunMode[]): Promise<string> {
  const installationId = await place.install(customer, published, { server: `127.0.0.1:${port}` });
  for (const mode of modes) await runToEnd(place, customer, installationId, mode);
  return installationId;
}

test("what runs of several customers reached is summed by declared line, for their side, its publisher and nobody else; a preview reaches and is no run", async () => {
  const [one, two] = [await place.makeCustomer(), await place.makeCustomer()];
  await runFor(one.owner, "run", "preview");
  await runFor(two.owner, "run");
  await hearFacts(engine, followContacts);
  await hearFacts(engine, followContacts);
  const { integrationId } = published;
  const expected: ContactsView = {
    days: 90,
    hosts: [
      { declared: "10.1.2.3:80", runs: 2, connections: 3, bytesIn: 0, bytesOut: 0, refused: 3 },
      { declared: "{config.server}", runs: 2, connections: 3, bytesIn: 15, bytesOut: 0, refused: 0 },
    ],
    runsAskingOthers: 2,
  };
  const sortHosts = (view: ContactsView): ContactsView => ({
    ...view,
    hosts: view.hosts.toSorted((a, b) => (a.declared < b.declared ? -1 : 1)),
  });
  for (const reader of [one.viewer, published.publisher, place.host.owner])
    assert.deepEqual(sortHosts(await getContacts(reader, { integrationId })), expected);
  const nothing: ContactsView = { days: 90, hosts: [], runsAskingOthers: 0 };
  const elsewhere = await place.world.makeCustomer((await place.world.makeHost()).liveSideId);
  const other = await place.world.makePublisher(place.host.hostId);
  for (const reader of [elsewhere.owner, other.owner]) {
    const ctx = { ...reader, clock: realClock };
    assert.deepEqual(await getContacts(ctx, { integrationId }), nothing);
    const unbound = { integrationId, sideId: null, publisherId: null, since: "2000-01-01" };
    assert.deepEqual(await transaction(ctx, ({ tx }) => sumContacts(tx, unbound)), [], "the policy holds without a WHERE");
  }
});

test("after ninety days it is forgotten", async () => {
  const later: Ctx = { ...engine, clock: { ...realClock, now: () => Date.now() + 93 * 86_400_000 } };
  await sweepContacts(later);
  const left = await getContacts(published.publisher, { integrationId: published.integrationId });
  assert.deepEqual(left.hosts, []);
});

test("a place has answered an installation with those settings, or has not: what another reached, and what was refused, is no answer", async () => {
  const [one, two] = [await place.makeCustomer(), await place.makeCustomer()];
  const installationId = await runFor(one.owner, "run");
  const other = await runFor(two.owner, "preview");
  const digest = await transaction(engine, async ({ tx }) =>
    tx.row<{ digest: string }>("select config_digest as digest from runs.run where installation_id = $1", [installationId]),
  );
  assert.ok(digest);
  const asked = (of: string, digests: string[], ...places: { host: string; port: number }[]) =>
    transaction(engine, ({ tx }) => hasAnswered(tx, { installationId: of, digests, places }));
  const there = { host: "127.0.0.1", port };
  assert.equal(await asked(installationId, [digest.digest], there), true);
  assert.equal(await asked(installationId, [digest.digest], { host: "10.1.2.3", port: 80 }), false, "it was refused");
  assert.equal(await asked(installationId, [digest.digest], { ...there, port: 1 }), false);
  assert.equal(await asked(installationId, ["other settings"], there), false);
  assert.equal(await asked(other, [digest.digest], there), false, "a preview is no run, and another's is not its own");
});
