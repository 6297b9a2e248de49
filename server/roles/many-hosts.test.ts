import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { InjectOptions } from "fastify";
import { exportJWK, generateKeyPair } from "jose";
import { showId, type LinkView } from "@stoa/contract";
import { readConfig, type Ctx } from "../base/index.ts";
import { openWorld, type TestHost } from "../testing/index.ts";
import { createIntegration, editListing, publishRelease } from "../rooms/catalog/index.ts";
import { makeRelease } from "../rooms/catalog/testing.ts";
import { readCatalogue } from "../rooms/connections/index.ts";
import { createInvite } from "../rooms/identity/index.ts";
import { makeCheckedFetch } from "../rooms/sandbox/index.ts";
import { webhooksRoutes } from "../rooms/webhooks/index.ts";
import { buildApi } from "./api.ts";
import type { RolesDeps } from "./deps.ts";
import { openPublicAddress } from "./public-address.ts";

const world = await openWorld();
const config = readConfig({ STOA_DATA: "/nonexistent" });
const { publicUrl } = config;
const { keys } = world.engine;
assert.ok(keys);
const fetch = makeCheckedFetch({ allow: [] }, 1_000);
const deps = { config, db: world.db, clock: world.clock, log: world.log, appRoot: "/nonexistent" } as unknown as RolesDeps;
const app = await buildApi(
  { ...deps, keys },
  {
    routes: [(route) => webhooksRoutes(route, { fetch })],
    exports: { parts: [], folder: () => Promise.reject(new Error("no folder")) },
    connect: { catalogue: readCatalogue(), fetch, publicUrl, leaseMs: 5_000 },
    address: openPublicAddress(undefined),
  },
);
after(() => app.close());
const call = (options: InjectOptions) =>
  app.inject({ ...options, headers: { host: new URL(publicUrl).host, origin: publicUrl, ...options.headers } });

/** What every answer about the second host would hold, and no answer to the first may. */
const canary = "canary-of-the-second";

interface Seat {
  host: TestHost & { owner: Ctx };
  cookie: string;
  side: string;
  /** An id of each kind of thing the host has, by the name its paths give it. */
  ids: Record<string, string>;
}

let one: Seat;
let two: Seat;
let operations: { method: string; path: string }[];

async function makeSeat(name: string): Promise<Seat> {
  const host = await world.makeHost();
  const link = await createInvite(host.owner, { email: `${name}@example.com`, role: "host_owner" });
  const signedIn = await call({ method: "POST", url: "/v1/sessions", payload: { code: link.code, name } });
  const cookie = String(signedIn.headers["set-cookie"]).split(";")[0] ?? "";
  const side = `/v1/sides/${showId("side", host.liveSideId)}`;
  const make = async <T extends object>(method: "POST" | "PUT", path: string, payload: object): Promise<T> => {
    const made = await call({ method, url: side + path, headers: { cookie }, payload });
    assert.ok(made.statusCode < 300, made.body);
    return made.json<T>();
  };
  const jwk = await exportJWK((await generateKeyPair("EdDSA", { extractable: true })).publicKey);
  const key = await make<{ id: string }>("POST", "/keys", { kid: `${name}-k`, issuer: name, jwk });
  const customer = await make<{ id: string }>("PUT", `/customers/${name}`, { name });
  await make("PUT", `/customers/${name}/people/${name}`, { name, role: "owner" });
  const webhook = await make<{ id: string }>("POST", "/webhooks", { url: `https://${name}.example/`, name });
  const delivery = await make<{ id: string }>("POST", `/webhooks/${webhook.id}/test`, {});
  const token = await make<{ id: string }>("POST", "/tokens", { name, roles: ["host_owner"] });
  const invited = await make<LinkView>("POST", "/invites", { email: `${name}-2@example.com`, role: "host_support" });
  const { owner: publisher, publisherId } = await world.makePublisher(host.hostId);
  const { id: integrationId } = await createIntegration(publisher, { slug: name });
  const release = await makeRelease(publisher, integrationId, {});
  await publishRelease(publisher, { integrationId, releaseId: release.id });
  const { listing } = await editListing(publisher, { integrationId, sideId: host.liveSideId, content: { title: name } });
  const members = await call({ method: "GET", url: `${side}/members`, headers: { cookie } });
  return {
    host,
    cookie,
    side,
    ids: {
      provider: "stripe",
      sideId: showId("side", host.liveSideId),
      customerId: customer.id,
      publisherId: showId("publisher", publisherId),
      ref: customer.id,
      subject: name,
      keyId: key.id,
      webhookId: webhook.id,
      deliveryId: delivery.id,
      tokenId: token.id,
      linkId: invited.id,
      integrationId: showId("integration", integrationId),
      releaseId: showId("release", release.id),
      listingId: showId("listing", listing.id),
      membershipId: members.json<{ items: { id: string }[] }>().items[0]?.id ?? "",
    },
  };
}

before(async () => {
  [one, two] = [await makeSeat("first"), await makeSeat(canary)];
  const { paths } = (await call({ method: "GET", url: "/openapi.json" })).json<{ paths: Record<string, object> }>();
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
});

/** A path with the things of one host, on the side of another. What a host has none of gets an id that is nobody's. */
function fill(path: string, things: Seat, place: Seat): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = name === "sideId" && path.startsWith("/v1/sides/") ? place.ids["sideId"] : things.ids[name];
    return encodeURIComponent(value ?? showId("run", "01890000-0000-7000-8000-000000000000"));
  });
}

const ask = (method: string, url: string) =>
  call({
    method,
    url,
    headers: { cookie: one.cookie },
    ...(method === "GET" || method === "DELETE" ? {} : { payload: {} }),
  });

test("whatever the API can do for a host's side, its customers or publishers, it does not for another host's owner: as if they were not there", async () => {
  const scoped = operations.filter(({ path }) => /^\/v1\/(sides|customers|publishers)\//.test(path));
  assert.ok(scoped.length > 80, String(scoped.length));
  const leaks: string[] = [];
  for (const { method, path } of scoped) {
    const answer = await ask(method, fill(path, two, two));
    // A body that is wrong by itself is told before anybody is asked whose it is.
    const expected = method === "GET" || method === "DELETE" ? [404] : [400, 404];
    if (!expected.includes(answer.statusCode) || answer.body.includes(canary))
      leaks.push(`${method} ${path}: ${answer.statusCode} ${answer.body}`);
  }
  assert.deepEqual(leaks, []);
});

test("on its own side, another host's things are not there, by any verb; lists hold none of them", async () => {
  const ofSides = operations.filter(({ path }) => path.startsWith("/v1/sides/"));
  const leaks: string[] = [];
  for (const { method, path } of ofSides) {
    const things = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name).filter((name) => name !== "sideId");
    const aims = things.some((name) => isOurs(two.ids[name]));
    const answer = await ask(method, fill(path, two, one));
    const opened = aims && answer.statusCode < 300 && !ownByName(method, path);
    if (opened || answer.statusCode >= 500 || answer.body.includes(canary))
      leaks.push(`${method} ${path}: ${answer.statusCode} ${answer.body}`);
  }
  assert.deepEqual(leaks, []);
});

/** An id of ours, as against a name that any host may use. */
const isOurs = (id: string | undefined): boolean => id !== undefined && /^[a-z]+_[0-9a-z]{26}$/.test(id);

/** `PUT /customers/{ref}` makes a customer of that name at one's own side, whoever else has one. */
const ownByName = (method: string, path: string): boolean => method === "PUT" && path.endsWith("/customers/{ref}");

test("after all of it, everything of the second host is as it was", async () => {
  const look = async (path: string) => (await call({ method: "GET", url: two.side + path, headers: { cookie: two.cookie } })).body;
  for (const path of ["/keys", "/customers", `/customers/${canary}/people`, "/webhooks", "/listings"])
    assert.match(await look(path), new RegExp(canary), path);
  assert.match(await look(`/customers/${canary}`), /"closedAt":null/);
});
