/** A host's test side says so on every page: each route of its console and of its marketplace is opened in a browser. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { EmbedSessionView, HostView } from "@stoa/contract";
import { createClient, places } from "@stoa/sdk";
import { buildPages } from "../../test/journeys/open-journey.ts";
import { startDeployment } from "../../test/try/deployment.ts";
import { invite, spend } from "../../test/try/people.ts";
import { openBrowser } from "./open-browser.ts";

await buildPages();
const deployment = await startDeployment({ allow: [], slots: 1 });
after(() => deployment.stop());
const { url } = deployment;
const operator = await spend(url, deployment.operatorCode, () => places.operator());
const host = await operator.client.send<HostView>("POST", `${operator.base}/hosts`, { name: "Ledgerline", slug: "ledgerline" });
const sideOf = (kind: "test" | "live"): string => host.sides.find((side) => side.kind === kind)?.id ?? "";
const owner = await invite(
  url,
  operator.client,
  places.side(sideOf("test")),
  { email: "h@ledgerline.example", role: "host_owner" },
  () => "",
);
const browser = await openBrowser();
after(() => browser.close());

/** A customer's person of a side, as the host's product signs them in. */
async function customerOf(kind: "test" | "live"): Promise<string> {
  const { publicKey, privateKey } = await generateKeyPair("EdDSA", { extractable: true });
  const issuer = `https://${kind}.ledgerline.example`;
  const jwk = await exportJWK(publicKey);
  await owner.client.send("POST", `${places.side(sideOf(kind))}/keys`, { kid: kind, issuer, jwk });
  const token = await new SignJWT({ customer: { id: "acme", name: "Acme" }, name: "Ann" })
    .setProtectedHeader({ alg: "EdDSA", kid: kind })
    .setIssuer(issuer)
    .setAudience(url)
    .setSubject("ann")
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime("60s")
    .sign(privateKey);
  return (await createClient({ url }).send<EmbedSessionView>("POST", "/embed/sessions", { token })).token;
}

/** The paths the router has below a place; ids that are nobody's stand for parameters. */
function routesOf(...parents: string[]): string[] {
  const text = readFileSync(fileURLToPath(new URL("../router.tsx", import.meta.url)), "utf8");
  const found = [...text.matchAll(/route\(\s*(\w+),\s*"([^"]+)"/g)].filter(([, parent = ""]) => parents.includes(parent));
  return found.map(([, , path = ""]) => path.replaceAll(/\$\w+/g, "nothing"));
}

async function bandOn(path: string, token: string): Promise<boolean> {
  const context = await browser.newContext();
  try {
    await context.addCookies([{ name: "stoa_session", value: token, url, httpOnly: true, sameSite: "Lax" }]);
    const page = await context.newPage();
    await page.goto(url + path, { waitUntil: "load" });
    await page.waitForSelector("main", { timeout: 30_000 });
    await page.waitForFunction(() => document.querySelector('[aria-label="Loading"]') === null);
    return (await page.locator("[data-test-band]").count()) === 1;
  } finally {
    await context.close();
  }
}

test("every page of a test side's console has the band, none of the live side's", async () => {
  const routes = routesOf("side", "parent");
  assert.ok(routes.length > 15, routes.join(" "));
  for (const path of routes) assert.ok(await bandOn(`/sides/${sideOf("test")}${path}`, owner.token), `no band on ${path}`);
  assert.equal(await bandOn(`/sides/${sideOf("live")}/customers`, owner.token), false);
});

test("every page of a test side's marketplace has the band, none of the live side's", async () => {
  const [tested, live] = [await customerOf("test"), await customerOf("live")];
  const routes = routesOf("shop");
  assert.ok(routes.length > 5, routes.join(" "));
  for (const path of routes) assert.ok(await bandOn(`/shop${path}?side=${sideOf("test")}`, tested), `no band on ${path}`);
  assert.equal(await bandOn("/shop/installations", live), false);
});
