import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after, test } from "node:test";
import type { EmbedSessionView, HostView, ListingPage, MeView, SessionView, StatusView } from "@stoa/contract";
import { freePort, type MainProcess, runMain, stopMain } from "../testing/run-main.ts";

/** Runtimes kept by trials on this machine; without them the example's integrations take minutes to appear. */
const runtimes = process.getuid?.() === 0 ? "/var/tmp/stoa-try-runtimes" : join(tmpdir(), `stoa-try-runtimes-${process.getuid?.()}`);
const dataDir = mkdtempSync(join(tmpdir(), "stoa-example-"));
if (existsSync(runtimes)) symlinkSync(runtimes, join(dataDir, "runtimes"));
after(() => rmSync(dataDir, { recursive: true, force: true }));

async function ask<T>(url: string, init: RequestInit = {}): Promise<T> {
  const answer = await fetch(url, init);
  assert.ok(answer.ok, `${url} answered ${answer.status}: ${answer.ok ? "" : await answer.text()}`);
  return (await answer.json()) as T;
}

async function startSession(url: string, code: string): Promise<Record<string, string>> {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ code, frame: true }) };
  const { token } = await ask<SessionView>(`${url}/v1/sessions`, init);
  return { authorization: `Bearer ${token ?? ""}` };
}

/** Signs in at the product as its greeting says, and through its page into the marketplace. @returns the path of the customer, and its session */
async function openShop(main: MainProcess): Promise<{ base: string; headers: Record<string, string> }> {
  const [, product = "", email = "", password = ""] =
    /The example product: (\S+) {2}sign in as (\S+), password (\S+)/.exec(main.stdout) ?? assert.fail(main.stdout + main.stderr);
  const origin = { origin: product };
  const form = new URLSearchParams({ email, password });
  const signedIn = await fetch(`${product}/sign-in`, { method: "POST", headers: origin, body: form, redirect: "manual" });
  const headers = { ...origin, cookie: signedIn.headers.get("set-cookie")?.split(";")[0] ?? "" };
  const { token } = await ask<{ token: string }>(`${product}/integrations/token`, { method: "POST", headers });
  const body = JSON.stringify({ token });
  const init = { method: "POST", headers: { "content-type": "application/json" }, body };
  const session = { authorization: `Bearer ${(await ask<EmbedSessionView>(`${main.url}/embed/sessions`, init)).token}` };
  const me = await ask<MeView>(`${main.url}/v1/me`, { headers: session });
  return { base: `${main.url}/v1/customers/${me.places[0]?.id ?? ""}`, headers: session };
}

async function untilListed(main: MainProcess): Promise<ListingPage> {
  const end = performance.now() + 300_000;
  // The product's key is registered a moment after the start.
  for (;;) {
    const page = await openShop(main)
      .then(({ base, headers }) => ask<ListingPage>(`${base}/listings`, { headers }))
      .catch((error: unknown) => (performance.now() < end ? undefined : assert.fail(String(error))));
    if (page && page.items.length > 0) return page;
    assert.ok(performance.now() < end, "nothing is listed after 5 minutes");
    await sleep(1_000);
  }
}

/** While examples are missing, the customer is told how many have come. */
async function assertToldOrThere(main: MainProcess): Promise<void> {
  const { base, headers } = await openShop(main);
  const { look } = await ask<HostView>(`${base}/host`, { headers });
  const { items } = await ask<ListingPage>(`${base}/listings`, { headers });
  if (look["arriving"] === undefined) assert.equal(items.length, 4);
  else assert.match(look["arriving"], /^[0-3]\/4$/);
}

test("a first start shows the marketplace inside the example product, and the next one finds it there", async () => {
  const port = await freePort();
  const where = { dataDir, port, env: { STOA_EXAMPLE: "on", STOA_SLOTS: "2" } };
  const first = await runMain(where);
  try {
    const [listing] = (await untilListed(first)).items;
    assert.equal(listing?.publisherName, "Ledgerline Labs");
    assert.ok(listing.installs === 0 && listing.state === "published");
    await assertToldOrThere(first);
    const operator = await startSession(first.url, /sign-in#(\S+)/.exec(first.stdout)?.[1] ?? "");
    const status = await ask<StatusView>(`${first.url}/v1/operator/status`, { headers: operator });
    assert.deepEqual(status.sandbox.allowedPrivateHosts, [`127.0.0.1:${port + 10}`]);
  } finally {
    assert.equal(await stopMain(first), 0);
  }
  const again = await runMain(where);
  try {
    const { items } = await untilListed(again);
    assert.equal(new Set(items.map((item) => item.integrationSlug)).size, items.length);
  } finally {
    assert.equal(await stopMain(again), 0);
  }
});

test("a taken port leaves the example out, and nothing else", async () => {
  const port = await freePort();
  const squatter = createServer().listen(port + 10, "127.0.0.1");
  await once(squatter, "listening");
  const main = await runMain({ dataDir: join(dataDir, "taken"), port, env: { STOA_EXAMPLE: "on" } });
  try {
    assert.equal(main.code, undefined, main.stderr);
    assert.doesNotMatch(main.stdout, /The example product/);
    assert.match(main.stderr, /the example product did not start · .*taken/);
  } finally {
    assert.equal(await stopMain(main), 0);
    squatter.close();
  }
});
