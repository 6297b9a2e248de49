import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { Provider } from "oidc-provider";
import { showId, type BegunSignin, type LinkView, type MeView, type OfferedProviders, type SigninProviderView } from "@stoa/contract";
import type { InjectOptions } from "fastify";
import { readConfig } from "../base/index.ts";
import { openWorld } from "../testing/index.ts";
import { readCatalogue } from "../rooms/connections/index.ts";
import { Walker } from "../rooms/connections/testing.ts";
import { createInvite, createOperatorLink } from "../rooms/identity/index.ts";
import { makeCheckedFetch } from "../rooms/sandbox/index.ts";
import { buildApi } from "./api.ts";
import type { RolesDeps } from "./deps.ts";
import { openPublicAddress } from "./public-address.ts";

const world = await openWorld();
const config = readConfig({ STOA_DATA: "/nonexistent" });
const { publicUrl } = config;
const client = { clientId: "stoa", clientSecret: "sign-in-canary-8842" };
let described = 0;
let accepted = client.clientSecret;
const entered = new Set<string>();
const idp = await startProvider();
const thief = await startThief();
const keys = world.engine.keys;
assert.ok(keys);
const deps = { config, db: world.db, clock: world.clock, log: world.log, appRoot: "/nonexistent" } as unknown as RolesDeps;
const connect = {
  catalogue: readCatalogue(),
  fetch: makeCheckedFetch({ allow: [new URL(idp).host, new URL(thief.issuer).host] }, 5_000),
  publicUrl,
  leaseMs: 5_000,
};
const parts = {
  routes: [],
  exports: { parts: [], folder: () => Promise.reject(new Error("no folder")) },
  connect,
  address: openPublicAddress(undefined),
};
const app = await buildApi({ ...deps, keys }, parts);
after(() => app.close());
const host = new URL(publicUrl).host;
const call = (options: InjectOptions) => app.inject({ ...options, headers: { host, origin: publicUrl, ...options.headers } });

interface ClientOfProvider {
  redirectUriAllowed(uri: string): boolean;
  compareClientSecret(secret: string): boolean;
}

/** A certified OpenID provider, whose people sign in by typing who they are. */
async function startProvider(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: [`${publicUrl}/sign-in/return`] }],
    cookies: { keys: ["a key of the test's own"] },
    ttl: { Session: 3_600, Grant: 3_600, Interaction: 600, IdToken: 600, AccessToken: 600 },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, email: "op@example.com" }) }),
  });
  // Its client's redirect addresses are entered once the ids they hold are known, and its secret changes.
  const made = (provider.Client as unknown as { prototype: ClientOfProvider }).prototype;
  made.redirectUriAllowed = (uri) => entered.has(uri);
  made.compareClientSecret = (secret) => secret === accepted;
  server.on("request", ({ url }) => (described += url?.startsWith("/.well-known/") ? 1 : 0));
  server.on("request", provider.callback());
  after(() => server.close().closeAllConnections());
  return issuer;
}

/** A host's provider that lures a code of another's: it describes itself, and keeps what its token address is sent. */
async function startThief(): Promise<{ issuer: string; got: string[] }> {
  const got: string[] = [];
  const server = createServer((request, reply) => {
    // Below a path it is an issuer of its own.
    const self = `${issuer}${/^\/\d+(?=\/)/.exec(request.url ?? "")?.[0] ?? ""}`;
    const at = (path: string): string => `${self}${path}`;
    if (request.method === "POST") void text(request).then((body) => got.push(body));
    const described = { issuer: self, authorization_endpoint: at("/auth"), token_endpoint: at("/token"), jwks_uri: at("/jwks") };
    reply.writeHead(200, { "content-type": "application/json", connection: "close" }).end(JSON.stringify(described));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  after(() => server.close().closeAllConnections());
  return { issuer, got };
}

interface Begun {
  cookie: string;
  query: string;
  providerId: string;
}

/** Enters its redirect address at the provider. @returns its id */
function enter({ id, redirect }: SigninProviderView): string {
  entered.add(redirect);
  return id;
}

/** What the page takes from the address a browser came back to. */
const cameTo = (back: URL): string => back.pathname.split("/").at(-1) ?? "";

const begin = (providerId: string, remoteAddress = "127.0.0.1") =>
  call({ method: "POST", url: "/v1/sign-ins/begin", payload: { providerId }, remoteAddress });

/** Goes to the provider as this person and comes back, in a browser of its own. */
async function goAs(login: string, providerId: string): Promise<Begun> {
  const begun = await begin(providerId);
  assert.equal(begun.statusCode, 200, begun.body);
  const { address } = begun.json<BegunSignin>();
  const back = await new Walker().walk(address, `${publicUrl}/sign-in/return`, { login, password: "x" });
  return { cookie: String(begun.headers["set-cookie"]).split(";")[0] ?? "", query: back.search, providerId: cameTo(back) };
}

const finish = ({ cookie, query, providerId }: Begun, more: object = {}) =>
  call({ method: "POST", url: "/v1/sign-ins/finish", headers: { cookie }, payload: { query, providerId, ...more } });
const sessionOf = (answer: Awaited<ReturnType<typeof finish>>): string =>
  [answer.headers["set-cookie"]]
    .flat()
    .find((one) => one?.startsWith("stoa_session="))
    ?.split(";")[0] ?? "";
const meOf = async (cookie: string): Promise<MeView> => (await call({ method: "GET", url: "/v1/me", headers: { cookie } })).json<MeView>();
const faultOf = (answer: Awaited<ReturnType<typeof finish>>) => [answer.statusCode, answer.json<{ error: { what: string } }>().error.what];

let operator: string;
let shared: string;

before(async () => {
  const link = await createOperatorLink(world.operator, { email: "first@example.com", name: "First" });
  const signedIn = await call({ method: "POST", url: "/v1/sessions", payload: { code: link.code } });
  operator = String(signedIn.headers["set-cookie"]).split(";")[0] ?? "";
  const payload = { name: "Works ID", issuer: idp, ...client };
  const added = await call({ method: "POST", url: "/v1/operator/sign-in-providers", headers: { cookie: operator }, payload });
  assert.equal(added.statusCode, 201, added.body);
  assert.ok(!added.body.includes(client.clientSecret));
  shared = enter(added.json<SigninProviderView>());
});

test("who is known to the provider alone is not let in; joined once by a link, the same subject signs in again, whatever e-mail it has", async () => {
  const offered = (await call({ method: "GET", url: "/v1/sign-in-providers" })).json<OfferedProviders>();
  assert.deepEqual(offered.items, [{ id: shared, name: "Works ID" }]);
  const stranger = await finish(await goAs("olga", shared));
  assert.deepEqual([stranger.statusCode, /nobody has invited you/.test(stranger.body)], [403, true], stranger.body);
  const link = await createOperatorLink(world.operator, { email: "op@example.com", name: "Olga" });
  const joined = await finish(await goAs("olga", shared), { code: link.code });
  assert.equal(joined.statusCode, 200, joined.body);
  const again = await finish(await goAs("olga", shared));
  const me = await meOf(sessionOf(again));
  assert.deepEqual([me.person?.name, me.places.map(({ kind }) => kind)], ["Olga", ["operator"]]);
  // The provider says op@example.com of everybody: e-mail lets nobody in.
  assert.equal((await finish(await goAs("oscar", shared))).statusCode, 403);
});

test("a sign-in is finished once, in the browser that began, with what that provider sent", async () => {
  const [mine, theirs] = [await goAs("olga", shared), await goAs("olga", shared)];
  assert.deepEqual((await finish({ ...mine, cookie: "" })).statusCode, 410);
  assert.equal(
    (await finish({ cookie: mine.cookie, query: theirs.query, providerId: shared })).statusCode,
    422,
    "another sign-in's answer",
  );
  assert.equal((await finish(mine)).statusCode, 410, "its one try is over");
  assert.equal((await finish(theirs)).statusCode, 200);
  assert.equal((await finish(theirs)).statusCode, 410);
  const late = await goAs("olga", shared);
  world.clock.advance(601_000);
  assert.equal((await finish(late)).statusCode, 410);
  const refused = await goAs("olga", shared);
  const state = new URLSearchParams(refused.query).get("state") ?? "";
  const said = await finish({ ...refused, query: `?error=access_denied&state=${state}&iss=${encodeURIComponent(idp)}` });
  assert.deepEqual([said.statusCode, /access_denied/.test(said.body)], [422, true], said.body);
});

test("a host's provider opens that host alone, whatever else its person may do; another host neither sees nor removes it", async () => {
  const [one, two] = [await world.makeHost(), await world.makeHost()];
  const side = (at: { liveSideId: string }) => `/v1/sides/${showId("side", at.liveSideId)}`;
  const enterAs = async (at: typeof one, email: string) => {
    const link = await createInvite(at.owner, { email, role: "host_owner" });
    const signedIn = await call({ method: "POST", url: "/v1/sessions", payload: { code: link.code, name: email } });
    return String(signedIn.headers["set-cookie"]).split(";")[0] ?? "";
  };
  const [owner, other] = [await enterAs(one, "hana@one.example"), await enterAs(two, "theo@two.example")];
  const payload = { name: "One's own", issuer: idp, ...client };
  const added = await call({ method: "POST", url: `${side(one)}/sign-in-providers`, headers: { cookie: owner }, payload });
  assert.equal(added.statusCode, 201, added.body);
  const id = enter(added.json<SigninProviderView>());
  assert.equal(
    (await call({ method: "POST", url: `${side(one)}/sign-in-providers`, headers: { cookie: owner }, payload })).statusCode,
    409,
  );
  const list = await call({ method: "GET", url: `${side(two)}/sign-in-providers`, headers: { cookie: other } });
  assert.deepEqual(list.json<{ items: unknown[] }>().items, []);
  assert.equal((await call({ method: "DELETE", url: `${side(two)}/sign-in-providers/${id}`, headers: { cookie: other } })).statusCode, 404);
  const invite = async (at: typeof one, inviter: string, email: string) => {
    const body = { email, role: "host_support" };
    const made = await call({ method: "POST", url: `${side(at)}/invites`, headers: { cookie: inviter }, payload: body });
    const link = new URL(made.json<LinkView>().url);
    const slug = link.searchParams.get("host") ?? "";
    const offers = (await call({ method: "GET", url: `/v1/sign-in-providers?host=${slug}` })).json<OfferedProviders>();
    assert.deepEqual(offers.items.slice(1), at === one ? [{ id, name: "One's own" }] : []);
    return link.hash.slice(1);
  };
  const spend = (code: string, cookie: string) => call({ method: "POST", url: "/v1/sessions", headers: { cookie }, payload: { code } });
  const placesIn = (me: MeView) => new Set(me.places.map(({ kind, name }) => `${kind} ${name}`)).size;
  // One's owner knows the operator's e-mail, has the link's code and may say whom One's provider vouches for: it opens nothing.
  const code = await invite(one, owner, "op@example.com");
  for (const refused of [await spend(code, ""), await spend(code, owner), await finish(await goAs("olga-at-one", id), { code })]) {
    assert.deepEqual([refused.statusCode, sessionOf(refused)], [409, ""], refused.body);
    assert.match(refused.body, /Sign in first, then open the link again/);
  }
  const fresh = await finish(await goAs("olga-at-one", id), { code, asNew: true });
  assert.equal(fresh.statusCode, 200, fresh.body);
  assert.deepEqual([...new Set((await meOf(sessionOf(fresh))).places.map(({ kind }) => kind))], ["side"], "the operator's role stays out");
  // Whoever is signed in as the invited person joins as that person.
  const both = await spend(await invite(two, other, "hana@one.example"), owner);
  assert.deepEqual([both.statusCode, placesIn(await meOf(sessionOf(both)))], [200, 2], both.body);
  const bound = await goAs("hana-at-one", id);
  const more = { code: await invite(one, owner, "hana@one.example") };
  const asHana = { ...bound, cookie: `${bound.cookie}; ${sessionOf(both)}` };
  assert.equal((await finish(asHana, more)).statusCode, 200);
  const joined = await finish(await goAs("hana-at-one", id));
  // What its provider cannot open it does not spend.
  const [{ code: others }, { code: publishers }, { code: operators }] = [
    await createInvite(two.owner, { email: "new@two.example", role: "host_support" }),
    await createInvite(one.owner, { email: "new@publisher.example", role: "publisher_owner", publisherName: "New" }),
    await createOperatorLink(world.operator, { email: "new@operator.example", name: "New" }),
  ];
  for (const unspent of [others, publishers, operators]) {
    const refused = await finish(await goAs("new-at-one", id), { code: unspent });
    assert.deepEqual([refused.statusCode, /not used up/.test(refused.body)], [403, true], refused.body);
    assert.equal((await spend(unspent, "")).statusCode, 200, "and it is not");
  }
  const me = await meOf(sessionOf(joined));
  assert.deepEqual([me.person?.email, placesIn(me)], ["hana@one.example", 1], "the other host stays out");
  // What One's provider vouches for is no proof towards the other host, and no way to all that its person may do.
  assert.equal((await spend(await invite(two, other, "hana@one.example"), sessionOf(joined))).statusCode, 409);
  const again = await spend(await invite(one, owner, "hana@one.example"), sessionOf(joined));
  assert.equal(placesIn(await meOf(sessionOf(again))), 1, again.body);
  const asOperator = await call({ method: "GET", url: "/v1/operator/hosts", headers: { cookie: sessionOf(joined) } });
  assert.equal(asOperator.statusCode, 403);
  assert.equal((await call({ method: "DELETE", url: `${side(one)}/sign-in-providers/${id}`, headers: { cookie: owner } })).statusCode, 204);
  assert.equal((await call({ method: "POST", url: "/v1/sign-ins/begin", payload: { providerId: id } })).statusCode, 404);
});

test("a publisher's provider opens that publisher alone, is on its own sign-in page, and is no other's to see, change or remove", async () => {
  const admitting = await world.makeHost();
  const [one, two] = [await world.makePublisher(admitting.hostId), await world.makePublisher(admitting.hostId)];
  const at = (of: typeof one): string => `/v1/publishers/${showId("publisher", of.publisherId)}`;
  const enterAs = async (of: typeof one, email: string, role: "publisher_owner" | "publisher_developer") => {
    const { code } = await createInvite(of.owner, { email, role });
    const signedIn = await call({ method: "POST", url: "/v1/sessions", payload: { code } });
    return String(signedIn.headers["set-cookie"]).split(";")[0] ?? "";
  };
  const [owner, other] = [
    await enterAs(one, "uma@one.example", "publisher_owner"),
    await enterAs(two, "vic@two.example", "publisher_owner"),
  ];
  const developer = await enterAs(one, "dan@one.example", "publisher_developer");
  const payload = { name: "One's own", issuer: idp, clientId: client.clientId, clientSecret: accepted };
  const add = (cookie: string) => call({ method: "POST", url: `${at(one)}/sign-in-providers`, headers: { cookie }, payload });
  assert.deepEqual([(await add(other)).statusCode, (await add(developer)).statusCode], [404, 403]);
  const added = await add(owner);
  assert.deepEqual([added.statusCode, added.json<SigninProviderView>().issuer], [201, idp], added.body);
  const id = enter(added.json<SigninProviderView>());
  assert.equal((await add(owner)).statusCode, 409);
  const theirs = await call({ method: "GET", url: `${at(two)}/sign-in-providers`, headers: { cookie: other } });
  assert.deepEqual(theirs.json<{ items: unknown[] }>().items, []);
  for (const cookie of [other, operator])
    for (const url of [`${at(two)}/sign-in-providers/${id}`, `/v1/operator/sign-in-providers/${id}`])
      assert.notEqual((await call({ method: "DELETE", url, headers: { cookie } })).statusCode, 204);
  const offers = async (query: string): Promise<string[]> =>
    (await call({ method: "GET", url: `/v1/sign-in-providers${query}` })).json<OfferedProviders>().items.map((item) => item.id);
  assert.ok((await offers(`?publisher=${showId("publisher", one.publisherId)}`)).includes(id));
  for (const query of ["", "?publisher=nonsense", `?publisher=${showId("publisher", two.publisherId)}`])
    assert.ok(!(await offers(query)).includes(id), "it is no operator's");
  const body = { email: "wes@one.example", role: "publisher_developer" };
  const made = await call({ method: "POST", url: `${at(one)}/invites`, headers: { cookie: owner }, payload: body });
  const link = new URL(made.json<LinkView>().url);
  assert.equal(link.searchParams.get("publisher"), showId("publisher", one.publisherId));
  assert.equal((await finish(await goAs("wes-at-one", id), { code: link.hash.slice(1) })).statusCode, 200);
  // What it cannot open it does not spend.
  const { code: elsewhere } = await createInvite(two.owner, { email: "uma-too@two.example", role: "publisher_developer" });
  const { code: atHost } = await createInvite(admitting.owner, { email: "wes@host.example", role: "host_support" });
  for (const code of [elsewhere, atHost]) {
    const refused = await finish(await goAs("wes-at-one", id), { code });
    assert.deepEqual([refused.statusCode, /not used up/.test(refused.body)], [403, true], refused.body);
  }
  // Its owner has a role at the other publisher, too; signing in with it opens none of that.
  const uma = await call({ method: "POST", url: "/v1/sessions", headers: { cookie: owner }, payload: { code: elsewhere } });
  assert.equal((await meOf(sessionOf(uma))).places.length, 2, uma.body);
  const bound = await goAs("uma-at-one", id);
  const { code: again } = await createInvite(one.owner, { email: "uma@one.example", role: "publisher_developer" });
  assert.equal((await finish({ ...bound, cookie: `${bound.cookie}; ${sessionOf(uma)}` }, { code: again })).statusCode, 200);
  const alone = sessionOf(await finish(await goAs("uma-at-one", id)));
  assert.deepEqual([...new Set((await meOf(alone)).places.map((place) => place.id))], [showId("publisher", one.publisherId)]);
  assert.equal((await call({ method: "GET", url: `${at(two)}/integrations`, headers: { cookie: alone } })).statusCode, 404);
  const removed = await call({ method: "DELETE", url: `${at(one)}/sign-in-providers/${id}`, headers: { cookie: alone } });
  assert.equal(removed.statusCode, 204, "its owner, however signed in");
  assert.equal((await call({ method: "POST", url: "/v1/sign-ins/begin", payload: { providerId: id } })).statusCode, 404);
});

test("a publisher has at most ten providers, however many it adds at once", async () => {
  const { publisherId, owner } = await world.makePublisher((await world.makeHost()).hostId);
  const { code } = await createInvite(owner, { email: "many@one.example", role: "publisher_owner" });
  const signedIn = await call({ method: "POST", url: "/v1/sessions", payload: { code } });
  const headers = { cookie: String(signedIn.headers["set-cookie"]).split(";")[0] ?? "" };
  const url = `/v1/publishers/${showId("publisher", publisherId)}/sign-in-providers`;
  const body = (number: number) => ({ name: `No ${number}`, issuer: `${thief.issuer}/${number}`, ...client });
  const add = async (_: unknown, number: number) => call({ method: "POST", url, headers, payload: body(number) });
  const answers = await Promise.all(Array.from({ length: 12 }, add));
  const refused = answers.filter(({ statusCode }) => statusCode !== 201);
  assert.deepEqual([refused.length, refused.every(({ body }) => body.includes("At most 10"))], [2, true], String(refused[0]?.body));
  const offered = await call({ method: "GET", url: `/v1/sign-in-providers?publisher=${showId("publisher", publisherId)}` });
  assert.equal(offered.json<OfferedProviders>().items.filter(({ name }) => name.startsWith("No ")).length, 10);
});

test("a host's provider that sends a browser on to the operator's is handed no code of the operator's", async () => {
  const one = await world.makeHost();
  const link = await createInvite(one.owner, { email: "mallory@one.example", role: "host_owner" });
  const signedIn = await call({ method: "POST", url: "/v1/sessions", payload: { code: link.code } });
  const added = await call({
    method: "POST",
    url: `/v1/sides/${showId("side", one.liveSideId)}/sign-in-providers`,
    headers: { cookie: String(signedIn.headers["set-cookie"]).split(";")[0] ?? "" },
    payload: { name: "One's", issuer: thief.issuer, ...client },
  });
  assert.equal(added.statusCode, 201, added.body);
  const begun = await call({ method: "POST", url: "/v1/sign-ins/begin", payload: { providerId: added.json<SigninProviderView>().id } });
  const lured = new URL(begun.json<BegunSignin>().address);
  const honest = await call({ method: "POST", url: "/v1/sign-ins/begin", payload: { providerId: shared } });
  const real = new URL(honest.json<BegunSignin>().address);
  // The thief's page answers with the operator's provider's address, for the sign-in that began with the thief.
  for (const [name, value] of lured.searchParams) if (name !== "redirect_uri") real.searchParams.set(name, value);
  const back = await new Walker().walk(real.href, `${publicUrl}/sign-in/return`, { login: "olga", password: "x" });
  assert.ok(back.searchParams.get("code"));
  const cookie = String(begun.headers["set-cookie"]).split(";")[0] ?? "";
  const answer = await finish({ cookie, query: back.search, providerId: cameTo(back) });
  assert.deepEqual(thief.got, []);
  assert.deepEqual([answer.statusCode, /Another provider/.test(answer.body)], [422, true], answer.body);
  // Its own redirect address is not the operator's provider's to send to.
  real.searchParams.set("redirect_uri", lured.searchParams.get("redirect_uri") ?? "");
  await assert.rejects(new Walker().walk(real.href, `${publicUrl}/sign-in/return`, { login: "olga", password: "x" }));
});

test("one address begins twenty sign-ins in ten minutes, others as many; a provider is asked for its description once in that time", async () => {
  world.clock.advance(601_000);
  const before = described;
  const answers = [];
  for (let times = 0; times < 21; times++) answers.push((await begin(shared, "192.0.2.7")).statusCode);
  assert.deepEqual([answers.slice(0, 20).every((status) => status === 200), answers[20]], [true, 429]);
  assert.equal((await begin(shared, "192.0.2.8")).statusCode, 200);
  assert.equal(described - before, 1);
  world.clock.advance(601_000);
  assert.equal((await begin(shared, "192.0.2.7")).statusCode, 200);
  assert.equal(described - before, 2);
});

test("a new client secret is used at once, by those who joined before too; another host gives none", async () => {
  const giveSecret = (cookie: string, place: string, id: string, clientSecret: string) =>
    call({ method: "PATCH", url: `/v1/${place}/sign-in-providers/${id}`, headers: { cookie }, payload: { clientSecret } });
  assert.equal((await finish(await goAs("olga", shared))).statusCode, 200);
  accepted = "another-canary-5521";
  const stale = await finish(await goAs("olga", shared));
  assert.equal(stale.statusCode, 422, stale.body);
  const given = await giveSecret(operator, "operator", shared, accepted);
  assert.deepEqual(
    [given.statusCode, given.json<SigninProviderView>().id, given.body.includes(accepted)],
    [200, shared, false],
    given.body,
  );
  const again = await finish(await goAs("olga", shared));
  assert.equal(again.statusCode, 200, again.body);
  assert.equal((await meOf(sessionOf(again))).person?.name, "Olga");
  const one = await world.makeHost();
  const link = await createInvite(one.owner, { email: "ida@one.example", role: "host_owner" });
  const signedIn = await call({ method: "POST", url: "/v1/sessions", payload: { code: link.code } });
  const stranger = String(signedIn.headers["set-cookie"]).split(";")[0] ?? "";
  assert.equal((await giveSecret(stranger, `sides/${showId("side", one.liveSideId)}`, shared, "mine")).statusCode, 404);
  assert.equal((await giveSecret(stranger, "operator", shared, "mine")).statusCode, 403);
  assert.equal((await finish(await goAs("olga", shared))).statusCode, 200);
});

test("an issuer that is none, or at a private address nobody listed, is refused when it is added", async () => {
  const add = (issuer: string) =>
    call({
      method: "POST",
      url: "/v1/operator/sign-in-providers",
      headers: { cookie: operator },
      payload: { name: "X", issuer, ...client },
    });
  for (const issuer of [`${idp}/none`, "http://127.0.0.1:9", "https://169.254.169.254"]) {
    const answer = await add(issuer);
    assert.equal(answer.statusCode, 422, answer.body);
    assert.match(String(faultOf(answer)[1]), /could not be asked/);
  }
});
