import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, test } from "node:test";
import type {
  EmbedSessionView,
  AskedLogin,
  BegunLogin,
  ConsentView,
  DomainView,
  HookRotated,
  InstallationChanged,
  LinkView,
  RunView,
  StatusView,
} from "@stoa/contract";
import { type RunningHost, startHost } from "../../examples/host/start-host.ts";
import { browserOf } from "../../examples/host/test-host.ts";
import { type NameServer, startNameServer } from "../../server/rooms/identity/testing.ts";
import { bringListing } from "../try/bring-listing.ts";
import { startDeployment, type TriedDeployment } from "../try/deployment.ts";
import { bringPeople, type People } from "../try/people.ts";
import { ask, bodyOf, jsonHeaders, type Asking } from "./proxy/ask-https.ts";
import { type Caddy, publicHost, startCaddy } from "./proxy/start-caddy.ts";

const work = mkdtempSync(join(tmpdir(), "stoa-address-"));
let caddy: Caddy;
let deployment: TriedDeployment;
let product: RunningHost;
let people: People;
let ca: string;
let names: NameServer;

before(async () => {
  caddy = await startCaddy();
  for (const path of [dirname(caddy.authority), caddy.authority]) chmodSync(path, 0o755);
  ca = readFileSync(caddy.authority, "utf8");
  names = await startNameServer();
  const trust = { STOA_TRUSTED_PROXIES: "127.0.0.1", NODE_EXTRA_CA_CERTS: caddy.authority, STOA_DNS: names.address };
  const env = { STOA_URL: caddy.url, ...trust };
  deployment = await startDeployment({ allow: [publicHost], slots: 4, env, port: caddy.upstreamPort });
  writeFileSync(join(work, ".gitconfig"), `[http]\n\tsslCAInfo = ${caddy.authority}\n`);
  product = await startHost({ dataFolder: join(work, "product") });
  product.connect({ stoaUrl: caddy.url });
  people = await bringPeople(deployment.url, deployment.operatorCode, product);
});

after(async () => {
  await product?.stop();
  await deployment?.stop();
  await caddy?.stop();
  await names?.close();
  rmSync(work, { recursive: true, force: true });
});

const through = (path: string, asking: Asking = {}): ReturnType<typeof ask> => ask(`${caddy.url}${path}`, { ca, ...asking });
const post = (body: object, headers: Record<string, string> = {}): Asking => ({
  method: "POST",
  headers: { ...jsonHeaders, ...headers },
  body: JSON.stringify(body),
});

test("the printed link and an invitation are public ones, and the session they make goes over TLS only", async () => {
  assert.match(deployment.said(), new RegExp(`Sign in once as operator: ${caddy.url}/sign-in#\\S+`));
  const page = await through("/join", { headers: { accept: "text/html" } });
  assert.equal(page.statusCode, 200);
  assert.match(await bodyOf(page), /<script/);
  const { side, authorization } = asOwner();
  const invite = post({ email: "a@ledgerline.example", role: "host_support" }, { authorization });
  const { url } = await json<LinkView>(through(`${side}/invites`, invite));
  assert.ok(url.startsWith(`${caddy.url}/join`), url);
  const joined = await through("/v1/sessions", post({ code: new URL(url).hash.slice(1) }, { origin: caddy.url }));
  const [cookie = ""] = joined.headers["set-cookie"] ?? [];
  assert.match(cookie, /^stoa_session=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/);
  const session = { cookie: cookie.split(";")[0] ?? "" };
  assert.match(await bodyOf(await through("/v1/me", { headers: session })), /a@ledgerline\.example/);
  const foreign = { ...session, origin: "https://elsewhere.example" };
  assert.equal((await through("/v1/sessions/current", { method: "DELETE", headers: foreign })).statusCode, 403);
  const own = { ...session, origin: caddy.url };
  assert.equal((await through("/v1/sessions/current", { method: "DELETE", headers: own })).statusCode, 204);
});

test("a host's token is for the public address, and its frame may stand in that host's pages alone", async () => {
  const { token } = (await (await productToken()).json()) as { token: string };
  const foreign = { origin: product.url };
  const session = await json<EmbedSessionView>(through("/embed/sessions", post({ token }, foreign)));
  const shop = await through(`/shop?side=${session.side}`, { headers: { accept: "text/html" } });
  assert.match(String(shop.headers["content-security-policy"]), new RegExp(`frame-ancestors ${product.url}$`));
});

test("whose request it is the trusted proxy says, and nobody else", async () => {
  const spoof = { "x-forwarded-for": "203.0.113.9", "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" };
  const asked = post({ device: "a laptop" }, spoof);
  const begin = "/v1/logins/begin";
  assert.equal(await addressOf(through(begin, { ...asked, from: "127.0.0.5" })), "127.0.0.5");
  const direct = ask(`${deployment.url}${begin}`, {
    ...asked,
    headers: { ...asked.headers, host: new URL(deployment.url).host },
    from: "127.0.0.6",
  });
  assert.equal(await addressOf(direct), "127.0.0.6");
  const { notices } = await json<StatusView>(
    through("/v1/operator/status", { headers: { authorization: `Bearer ${people.operator.token}` } }),
  );
  assert.deepEqual(
    notices.filter((notice) => /address|proxy|certificate/i.test(notice.title)).map(({ title, fix }) => `${title}: ${fix}`),
    ["A proxy is not trusted: If it is your proxy, set STOA_TRUSTED_PROXIES=127.0.0.1,127.0.0.6 and start it again."],
  );
});

test("a webhook's address is the public one, and a log is seen through the proxy while it is written", async () => {
  const installationId = await installSlowLines();
  const { base, token } = people.customer;
  const headers = { authorization: `Bearer ${token}` };
  const hook = await json<HookRotated>(through(`${base}/installations/${installationId}/hook/rotate`, post({}, headers)));
  assert.ok(hook.url.startsWith(`${caddy.url}/hooks/`), hook.url);
  const delivery = ask(hook.url, { ...post({ hello: 1 }, { authorization: `Bearer ${hook.token}` }), ca });
  const { runId } = await json<{ runId: string }>(delivery);
  await untilRunning(runId);
  const log = await through(`${base}/runs/${runId}/log/follow`, { headers });
  const seen: { text: string; at: number }[] = [];
  for await (const line of createInterface({ input: log })) {
    const text = line === "" ? undefined : (JSON.parse(line) as { text?: string }).text;
    if (text !== undefined) seen.push({ text, at: performance.now() });
  }
  const [first, second] = ["first line", "second line"].map((text) => seen.find((line) => line.text === text)?.at ?? Number.NaN);
  assert.ok((second ?? 0) - (first ?? 0) > 1_500, JSON.stringify(seen));
});

test("a host's own domain gets its certificate once it is proven, and shows that host's marketplace alone", async () => {
  const { side, authorization } = asOwner();
  const name = "integrations.ledgerline.example";
  const at = (path: string, asking: Asking = {}) => ask(`${ownUrl}${path}`, { ca, to: publicHost, ...asking });
  const added = await json<DomainView>(through(`${side}/domains`, post({ name }, { authorization })));
  const ownUrl = added.address;
  assert.equal(ownUrl, caddy.url.replace(publicHost, name));
  await assert.rejects(at("/healthz"), /alert|SSL|ECONNRESET/, "there is no certificate for a name that nobody proved");
  names.texts.set(added.record.name, [added.record.value]);
  names.hosts.set(name, publicHost);
  const checked = await json<DomainView>(through(`${side}/domains/${added.id}/check`, post({}, { authorization })));
  assert.deepEqual([checked.state, checked.problem], ["live", null]);
  const { token } = (await (await productToken()).json()) as { token: string };
  const session = await json<EmbedSessionView>(at("/embed/sessions", post({ token }, { origin: product.url })));
  const shop = await at("/shop", { headers: { accept: "text/html" } });
  assert.match(String(shop.headers["content-security-policy"]), new RegExp(`frame-ancestors ${product.url}$`));
  assert.match(await bodyOf(await at("/v1/me", { headers: { authorization: `Bearer ${session.token}` } })), /"kind":"customer"/);
  for (const path of ["/operator", "/v1/operator/hosts", "/sides/x"])
    assert.equal((await at(path, { headers: { accept: "text/html", authorization: `Bearer ${people.operator.token}` } })).statusCode, 404);
  await assert.rejects(ask(ownUrl.replace("integrations", "other"), { ca, to: publicHost }), /alert|SSL|ECONNRESET/);
});

async function untilRunning(runId: string): Promise<void> {
  const { client, base } = people.customer;
  for (let tries = 0; (await client.get<RunView>(`${base}/runs/${runId}`)).state !== "running"; tries++) {
    assert.ok(tries < 300, "the run did not begin within 30 s");
    await sleep(100);
  }
}

function asOwner(): { side: string; authorization: string } {
  return { side: people.host.base, authorization: `Bearer ${people.host.token}` };
}

async function json<T>(answer: ReturnType<typeof ask>): Promise<T> {
  const text = await bodyOf(await answer);
  assert.ok(((await answer).statusCode ?? 500) < 300, text);
  return JSON.parse(text) as T;
}

async function productToken(): Promise<Response> {
  const browser = await browserOf(product).signIn(product.logins[0]?.email ?? "");
  return browser.post("/integrations/token", {});
}

/** What the person who decides on a login reads of where it came from. */
async function addressOf(begun: ReturnType<typeof ask>): Promise<string> {
  const { code, page } = await json<BegunLogin>(begun);
  assert.ok(page.startsWith(`${caddy.url}/login#`));
  const find = post({ code }, { authorization: `Bearer ${people.operator.token}` });
  return (await json<AskedLogin>(through("/v1/logins/find", find))).address;
}

async function installSlowLines(): Promise<string> {
  const folder = join(work, "programs", "slow-lines");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "main.sh"), "echo first line; sleep 3; echo second line\n");
  const manifest = ["version: 1", "contract: stoa", "name: slow-lines", "summary: Takes its time.", "base: bash", "run: bash main.sh", ""];
  writeFileSync(join(folder, "stoa.yaml"), manifest.join("\n"));
  const stage = { config: {}, secrets: {}, hosts: [], runs: [], stop: async () => {} };
  const one = { id: "slow-lines", folder, about: "Takes its time", open: () => Promise.resolve(stage) };
  const { listing } = await bringListing({ url: deployment.url, people, work, progress: () => undefined }, one, stage);
  const { client, base } = people.customer;
  const { consent } = await client.get<ConsentView>(`${base}/listings/${listing.id}/consent`);
  const body = { operationId: randomUUID(), listingId: listing.id, consent, config: {}, schedule: null };
  return (await client.send<InstallationChanged>("POST", `${base}/installations`, body)).installationId;
}
