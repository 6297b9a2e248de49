import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { after, test } from "node:test";
import type { InjectOptions } from "fastify";
import { showId, type DomainView, type EmbedPlaceView, type MeView, type ProviderList } from "@stoa/contract";
import { readConfig, transaction, type Ctx } from "../base/index.ts";
import { openWorld, type TestHost } from "../testing/index.ts";
import { readCatalogue } from "../rooms/connections/index.ts";
import { checkDueDomains, createToken, readSideAddress } from "../rooms/identity/index.ts";
import { makeSigner, startNameServer, type HostSigner } from "../rooms/identity/testing.ts";
import { makeCheckedFetch } from "../rooms/sandbox/index.ts";
import { buildApi } from "./api.ts";
import type { RolesDeps } from "./deps.ts";
import { openDomainAsk } from "./domain-ask.ts";
import { openPublicAddress } from "./public-address.ts";

const world = await openWorld();
const names = await startNameServer();
after(() => names.close());
const probe = createServer().listen(0, "127.0.0.1");
await once(probe, "listening");
const { port } = probe.address() as AddressInfo;
probe.close();
await once(probe, "close");
const appRoot = mkdtempSync(join(tmpdir(), "stoa-pages-"));
after(() => rmSync(appRoot, { recursive: true, force: true }));
mkdirSync(join(appRoot, "web/dist"), { recursive: true });
writeFileSync(join(appRoot, "web/dist/index.html"), "<html><head></head></html>");
const config = readConfig({
  STOA_DATA: "/nonexistent",
  STOA_PORT: String(port),
  STOA_DNS: names.address,
  STOA_EGRESS_ALLOW: "127.0.0.0/8",
});
const { publicUrl } = config;
const { keys } = world.engine;
assert.ok(keys);
const fetch = makeCheckedFetch({ allow: [] }, 1_000);
const deps = { config, db: world.db, clock: world.clock, log: world.log, appRoot } as unknown as RolesDeps;
const app = await buildApi(
  { ...deps, keys },
  {
    routes: [],
    exports: { parts: [], folder: () => Promise.reject(new Error("no folder")) },
    connect: { catalogue: readCatalogue(), fetch, publicUrl, leaseMs: 5_000 },
    address: openPublicAddress(undefined),
  },
);
await app.listen({ host: "127.0.0.1", port });
after(() => app.close());

const ask = openDomainAsk(config);
const ofPublic = new URL(publicUrl).host;
const call = ({ at = ofPublic, ...options }: InjectOptions & { at?: string }) =>
  app.inject({ ...options, headers: { host: at, ...options.headers } });
const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });

interface Seat {
  host: TestHost & { owner: Ctx };
  side: string;
  token: string;
  signer: HostSigner;
  customer: { token: string; id: string };
}

async function makeSeat(name: string): Promise<Seat> {
  const host = await world.makeHost();
  const side = `/v1/sides/${showId("side", host.liveSideId)}`;
  const { text: token } = await createToken(host.owner, { name, roles: ["host_owner"] });
  const signer = await makeSigner(world.clock, `${name}.example`, `${name}-k`);
  const { kid, ...jwk } = signer.jwk;
  const made = await call({
    method: "POST",
    url: `${side}/keys`,
    headers: bearer(token),
    payload: { kid, issuer: `${name}.example`, jwk },
  });
  assert.equal(made.statusCode, 201, made.body);
  const session = await signIn(signer, publicUrl);
  assert.equal(session.statusCode, 200, session.body);
  const secret = session.json<{ token: string }>().token;
  const me = await call({ method: "GET", url: "/v1/me", headers: bearer(secret) });
  const id = me.json<MeView>().places.find(({ kind }) => kind === "customer")?.id ?? assert.fail(me.body);
  return { host, side, token, signer, customer: { token: secret, id } };
}

const signIn = async (signer: HostSigner, audience: string, at?: string) =>
  call({ method: "POST", url: "/embed/sessions", payload: { token: await signer.sign({}, { audience }) }, ...(at ? { at } : {}) });

const [one, two] = [await makeSeat("one"), await makeSeat("two")];

async function ofSide<T>({ side, token }: Seat, method: "GET" | "POST" | "PUT" | "DELETE", path: string, payload?: object): Promise<T> {
  const answer = await call({ method, url: side + path, headers: bearer(token), ...(payload ? { payload } : {}) });
  assert.ok(answer.statusCode < 300, answer.body);
  return answer.json<T>();
}

/** Looks, past the rest between two looks. */
async function look(seat: Seat, { id }: DomainView): Promise<DomainView> {
  world.clock.advance(4_000);
  return ofSide<DomainView>(seat, "POST", `/domains/${id}/check`);
}

const hour = 3_600_000;
const name = "integrations.ledgerline.example";
const at = `${name}:${port}`;
const own = `http://${at}`;
const known = async (expected: number): Promise<void> => {
  for (let tries = 0; tries < 40; tries++) {
    if ((await call({ method: "GET", url: "/healthz", at })).statusCode === expected) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`${name} did not answer ${expected}`);
};
let domain: DomainView;

test("a domain is served once its record is in DNS, and links lead to it once it leads here", async () => {
  domain = await ofSide<DomainView>(one, "POST", "/domains", { name: `https://${name.toUpperCase()}./` });
  assert.deepEqual([domain.name, domain.state, domain.address], [name, "waiting", own]);
  assert.equal((await look(one, domain)).problem?.what, `_stoa.${name} has no TXT record that can be seen yet.`);
  assert.equal((await call({ method: "GET", url: "/healthz", at })).statusCode, 421);
  assert.equal((await call({ method: "GET", url: `/tls/ask?domain=${name}` })).statusCode, 404);
  names.texts.set(domain.record.name, ["stoa-domain=of-another"]);
  assert.match((await look(one, domain)).problem?.what ?? "", /says "stoa-domain=of-another"/);
  names.texts.set(domain.record.name, ["v=spf1 -all", domain.record.value]);
  const proven = await look(one, domain);
  assert.deepEqual([proven.state, proven.main, /cannot be resolved/.test(proven.problem?.what ?? "")], ["proven", false, true]);
  await known(200);
  assert.equal((await call({ method: "GET", url: `/tls/ask?domain=${name.toUpperCase()}` })).statusCode, 200);
  const address = () => transaction(one.host.owner, ({ tx }) => readSideAddress(tx, publicUrl, one.host.liveSideId));
  assert.equal(await address(), publicUrl);
  names.hosts.set(name, "127.0.0.1");
  const live = await look(one, domain);
  assert.deepEqual([live.state, live.main, live.problem], ["live", true, null]);
  assert.equal(await address(), own);
  assert.equal(
    await transaction(two.host.owner, ({ tx }) => readSideAddress(tx, publicUrl, one.host.liveSideId)),
    publicUrl,
    "the policy holds",
  );
});

test("what is no name of a host's own is refused with the reason, twice too", async () => {
  for (const wrong of [
    "127.0.0.1",
    "localhost",
    "a.example:8080",
    "a.example/shop",
    "_x.example",
    "http://[::1]",
    name,
    "127.0.0.1.nip io",
  ]) {
    const answer = await call({ method: "POST", url: `${one.side}/domains`, headers: bearer(one.token), payload: { name: wrong } });
    assert.equal(answer.statusCode, wrong === name ? 409 : 400, `${wrong}: ${answer.body}`);
  }
});

test("at the domain there are its side's customers, and no console, operator, publisher, other side or other host", async () => {
  const get = (url: string, token: string) => call({ method: "GET", url, at, headers: bearer(token) });
  assert.equal((await get(`/v1/customers/${one.customer.id}/listings`, one.customer.token)).statusCode, 200);
  assert.equal((await get(`${one.side}/customers`, one.token)).statusCode, 200);
  const operator = (await createToken(world.operator, { name: "all", roles: ["operator"] })).text;
  assert.equal(
    (await call({ method: "GET", url: `/v1/customers/${one.customer.id}/listings`, headers: bearer(operator) })).statusCode,
    200,
  );
  const refused: [string, string][] = [
    [`/v1/customers/${two.customer.id}/listings`, two.customer.token],
    [`/v1/customers/${two.customer.id}/listings`, one.customer.token],
    [`/v1/customers/${one.customer.id}/listings`, operator],
    [`${two.side}/customers`, two.token],
    [`/v1/sides/${showId("side", one.host.testSideId)}/customers`, one.token],
    ["/v1/operator/hosts", operator],
    ["/metrics", operator],
    ["/openapi.json", one.token],
    ["/v1/sign-in-providers", one.token],
  ];
  for (const [url, token] of refused) assert.equal((await get(url, token)).statusCode, 404, url);
  assert.equal((await get("/v1/me", two.customer.token)).statusCode, 401);
  const places = (await get("/v1/me", one.token)).json<MeView>().places;
  assert.deepEqual(
    places.map(({ id }) => id),
    [showId("side", one.host.liveSideId)],
  );
  for (const [url, payload] of [
    ["/v1/sessions", { code: "stoa_lnk_".padEnd(52, "x") }],
    ["/v1/logins/begin", { device: "x" }],
  ] as const)
    assert.equal((await call({ method: "POST", url, at, payload })).statusCode, 404, url);
});

test("its pages are the marketplace alone, framed by its host's origins alone; a write comes from its own pages", async () => {
  await call({
    method: "PATCH",
    url: `${one.side}/host`,
    headers: bearer(one.token),
    payload: { origins: ["https://app.ledgerline.example"], look: { accent: "#13694c" } },
  });
  const page = (url: string, from = at) => call({ method: "GET", url, at: from, headers: { accept: "text/html" } });
  const shop = await page("/shop/runs");
  assert.match(String(shop.headers["content-security-policy"]), /frame-ancestors https:\/\/app\.ledgerline\.example$/);
  assert.match(shop.body, /stoa-domain/);
  assert.ok(!(await page("/shop", ofPublic)).body.includes("stoa-domain"));
  assert.match(
    String((await page(`/shop?side=${showId("side", two.host.liveSideId)}`)).headers["content-security-policy"]),
    /frame-ancestors 'none'$/,
  );
  for (const url of ["/operator", one.side.slice(3), "/publishers/x", "/login", "/join", "/reference", "/sign-in/return/x"])
    assert.equal((await page(url)).statusCode, 404, url);
  for (const url of ["/", "/sign-in", "/connect/return", "/unsubscribe"]) assert.equal((await page(url)).statusCode, 200, url);
  const place = await call({ method: "GET", url: "/embed/domain", at });
  assert.deepEqual(place.json(), {
    host: place.json<{ host: string }>().host,
    look: { accent: "#13694c" },
    test: false,
    product: "https://app.ledgerline.example",
  });
  const of = (query: string) => call({ method: "GET", url: `/embed/domain${query}` });
  for (const query of ["", "?side=side_1", `?side=${showId("side", one.host.hostId)}`])
    assert.equal((await of(query)).statusCode, 404, query);
  const led = await of(`?side=${showId("side", one.host.liveSideId)}`);
  assert.deepEqual(led.json(), place.json(), "a link of a mail says the side");
  const write = (origin: string) => call({ method: "DELETE", url: "/v1/sessions/current", at, headers: { origin } });
  assert.deepEqual([(await write(publicUrl)).statusCode, (await write(own)).statusCode], [403, 204]);
  const foreign = await call({ method: "DELETE", url: "/v1/sessions/current", headers: { origin: own } });
  assert.equal(foreign.statusCode, 403, "a page of the domain is no page of the deployment");
});

test("a token signed for the domain signs in there and at the deployment; another host's signs nobody in there", async () => {
  for (const [audience, from] of [
    [own, at],
    [publicUrl, at],
    [own, ofPublic],
  ] as const)
    assert.equal((await signIn(one.signer, audience, from)).statusCode, 200);
  assert.match((await signIn(two.signer, own)).body, /Set aud to/);
  assert.match((await signIn(two.signer, publicUrl, at)).body, /No live key/);
  const query = new URLSearchParams({ issuer: "two.example", kid: "two-k" });
  const seen = await call({ method: "GET", url: `/embed/place?${query.toString()}`, at });
  assert.equal(seen.json<{ side: string | null }>().side, null);
});

/** Where pages of this side's host are told that the frame is to stand. */
async function frameOf(seat: "one" | "two", from = ofPublic): Promise<string | null> {
  const query = new URLSearchParams({ issuer: `${seat}.example`, kid: `${seat}-k` });
  return (await call({ method: "GET", url: `/embed/place?${query.toString()}`, at: from })).json<EmbedPlaceView>().origin;
}

test("an app returns where it was entered with, until its owner has it return to the domain", async () => {
  const redirect = async (): Promise<(string | null | undefined)[]> => {
    const { items } = await ofSide<ProviderList>(one, "GET", "/providers");
    const found = items.find(({ name: provider }) => provider === "hubspot");
    return [found?.redirect, found?.redirectNext];
  };
  assert.deepEqual(await redirect(), [`${own}/connect/return`, null]);
  await ofSide(one, "PUT", "/providers/hubspot/app", { clientId: "c", clientSecret: "s", ownDomain: false });
  assert.deepEqual(await redirect(), [`${publicUrl}/connect/return`, `${own}/connect/return`]);
  await ofSide(one, "PUT", "/providers/hubspot/app", { clientSecret: "s2" });
  assert.deepEqual(await redirect(), [`${publicUrl}/connect/return`, `${own}/connect/return`], "a new secret moves nothing");
  await ofSide(one, "PUT", "/providers/hubspot/app", { ownDomain: true });
  assert.deepEqual(await redirect(), [`${own}/connect/return`, null]);
});

test("another host has none of it: not the list, not the steps, not a row", async () => {
  assert.deepEqual(await ofSide(two, "GET", "/domains"), { items: [] });
  for (const [method, path] of [
    ["POST", "/check"],
    ["DELETE", ""],
  ] as const) {
    const answer = await call({ method, url: `${two.side}/domains/${domain.id}${path}`, headers: bearer(two.token) });
    assert.equal(answer.statusCode, 404, answer.body);
  }
  assert.deepEqual(await transaction(two.host.owner, ({ tx }) => tx.rows("select * from identity.domain")), []);
  const support = await createToken(one.host.owner, { name: "support", roles: ["host_support"] });
  const add = await call({ method: "POST", url: `${one.side}/domains`, headers: bearer(support.text), payload: { name: "b.example" } });
  assert.equal(add.statusCode, 403);
});

const shown = async (seat: Seat): Promise<DomainView> =>
  (await ofSide<{ items: DomainView[] }>(seat, "GET", "/domains")).items[0] ?? assert.fail("no domain");

test("DNS that gives no answer says nothing; a record that goes is said, and the domain served on", async () => {
  names.broken = true;
  const unanswered = await look(one, domain);
  assert.equal(unanswered.state, "live");
  assert.match(unanswered.problem?.what ?? "", /gave no answer/);
  names.broken = false;
  names.texts.set(domain.record.name, []);
  world.clock.advance(hour);
  while ((await checkDueDomains(world.engine, ask)) > 0);
  const gone = await shown(one);
  assert.deepEqual([gone.state, gone.main], ["failing", true]);
  await known(200);
  names.texts.set(domain.record.name, [domain.record.value]);
  assert.equal((await look(one, domain)).state, "live");
});

test("a frame, to which a host's tokens are given, leaves a name with the first look that does not find it right, and one that nobody looked at for half a day", async () => {
  const frames = async (): Promise<(string | null)[]> => [await frameOf("one"), await frameOf("one", at)];
  const sweep = async (ms: number): Promise<void> => {
    world.clock.advance(ms);
    while ((await checkDueDomains(world.engine, ask)) > 0);
  };
  const [there, here] = [own, publicUrl].map((address) => [address, address]);
  const lose: [() => void, string][] = [
    [() => names.texts.set(domain.record.name, []), "failing"],
    [() => names.hosts.delete(name), "live"],
  ];
  for (const [go, state] of lose) {
    assert.deepEqual(await frames(), there);
    go();
    await sweep(hour);
    const lost = await shown(one);
    assert.deepEqual([lost.state, lost.main], [state, true], "links in mails stay for three days");
    assert.deepEqual(await frames(), here, `an hour after it was lost: ${state}`);
    names.texts.set(domain.record.name, [domain.record.value]);
    names.hosts.set(name, "127.0.0.1");
    await sweep(hour / 2);
  }
  assert.deepEqual(await frames(), there);
  world.clock.advance(12 * hour);
  assert.deepEqual(await frames(), here, "nobody looked");
  await sweep(0);
  assert.deepEqual(await frames(), there);
});

test("a name that did not lead here for three days is served on, but gets no links and no ways back until it leads here again", async () => {
  const ways = async (): Promise<(string | null | undefined)[]> => {
    const { items } = await ofSide<ProviderList>(one, "GET", "/providers");
    const address = await transaction(one.host.owner, ({ tx }) => readSideAddress(tx, publicUrl, one.host.liveSideId));
    return [address, items.find(({ name: provider }) => provider === "hubspot")?.redirect];
  };
  const [there, here] = [own, publicUrl].map((address) => [address, `${address}/connect/return`]);
  assert.equal(await frameOf("two"), publicUrl);
  const lose: [() => void, string][] = [
    [() => names.texts.set(domain.record.name, []), "failing"],
    [() => names.hosts.delete(name), "proven"],
  ];
  for (const [go, state] of lose) {
    go();
    world.clock.advance(2 * 86_400_000);
    while ((await checkDueDomains(world.engine, ask)) > 0);
    assert.deepEqual(await ways(), there, state);
    world.clock.advance(25 * 3_600_000);
    while ((await checkDueDomains(world.engine, ask)) > 0);
    const lost = await shown(one);
    assert.deepEqual([lost.state, lost.main], [state, false]);
    assert.match(lost.problem?.what ?? "", /lead to the deployment's address meanwhile/);
    assert.deepEqual(await ways(), here, state);
    await known(200);
    names.texts.set(domain.record.name, [domain.record.value]);
    names.hosts.set(name, "127.0.0.1");
    assert.equal((await look(one, domain)).main, true);
    assert.deepEqual(await ways(), there, state);
  }
});

test("who proves the name after its record went takes it; removed, nothing is served", async () => {
  const rival = await ofSide<DomainView>(two, "POST", "/domains", { name });
  names.texts.set(domain.record.name, [domain.record.value, rival.record.value]);
  assert.match((await look(two, rival)).problem?.what ?? "", /serves another side/);
  names.texts.set(domain.record.name, [rival.record.value]);
  assert.equal((await look(two, rival)).state, "live", "the look at the rival's looks at the holder's record too");
  assert.deepEqual([await frameOf("one"), await frameOf("two")], [publicUrl, own]);
  const lost = await shown(one);
  assert.deepEqual([lost.state, lost.main], ["waiting", false]);
  assert.match(lost.problem?.what ?? "", /proven for another side/);
  assert.equal((await call({ method: "DELETE", url: `${two.side}/domains/${rival.id}`, headers: bearer(two.token) })).statusCode, 204);
  await known(421);
  const told = await transaction(world.operator, ({ tx }) =>
    tx.rows<{ verb: string }>("select distinct verb from base.audit where verb like 'domain.%' order by verb"),
  );
  assert.deepEqual(
    told.map(({ verb }) => verb),
    ["domain.add", "domain.check", "domain.remove"],
  );
});

test("a side has at most twenty", async () => {
  for (let made = 1; made < 19; made++) await ofSide(one, "POST", "/domains", { name: `n${made}.ledgerline.example` });
  const add = (made: number) =>
    call({ method: "POST", url: `${one.side}/domains`, headers: bearer(one.token), payload: { name: `n${made}.ledgerline.example` } });
  const answers = await Promise.all([19, 20, 21, 22].map(add));
  assert.equal(answers.filter(({ statusCode }) => statusCode === 201).length, 1, "also of several at once");
  assert.match((await add(23)).body, /20 domains already/);
});
