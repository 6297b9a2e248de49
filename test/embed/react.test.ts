import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SignJWT, generateKeyPair, exportJWK } from "jose";
import { build } from "vite";
import { openMarketplace } from "@stoa/sdk";
import { plantListings } from "../../server/rooms/catalog/testing.ts";
import { editHost, registerSideKey } from "../../server/rooms/identity/index.ts";
import type { Ctx } from "../../server/base/index.ts";
import { buildPages } from "../journeys/open-journey.ts";
import { openEmbedding, openStrictBrowser, servePage } from "./open-embedding.ts";

const root = join(import.meta.dirname, "../..");
mkdirSync(join(root, "web/test-artifacts"), { recursive: true });
const folder = mkdtempSync(join(root, "web/test-artifacts/react-"));
after(() => rmSync(folder, { recursive: true, force: true }));

await buildPages();
const embedding = await openEmbedding();
let sign: () => Promise<string>;

before(async () => {
  const { world, host, stoa } = embedding;
  const pair = await generateKeyPair("EdDSA", { extractable: true });
  const side: Ctx = { ...host.owner, scope: { kind: "side", sideId: host.testSideId, hostId: host.hostId } };
  await registerSideKey(side, { kid: "react", issuer: "react", jwk: { ...(await exportJWK(pair.publicKey)), alg: "EdDSA" } });
  sign = () => {
    const now = Math.floor(world.clock.now() / 1000);
    return new SignJWT({ customer: { id: "c-9", name: "React & Co" }, role: "owner" })
      .setProtectedHeader({ alg: "EdDSA", kid: "react" })
      .setIssuer("react")
      .setAudience(stoa)
      .setSubject("u-9")
      .setJti(crypto.randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + 60)
      .sign(pair.privateKey);
  };
});

/** A host's page in React, bundled with the element. */
async function bundlePage(stoa: string): Promise<string> {
  writeFileSync(
    join(folder, "page.tsx"),
    `import { createRoot } from "react-dom/client";
     import { StoaMarketplace } from "@stoa/embed/react";
     declare const signToken: () => Promise<string>;
     const said: string[] = [];
     Object.assign(window, { said });
     const Page = () => (
       <StoaMarketplace
         src="${stoa}"
         getToken={() => signToken()}
         words={{ Marketplace: "Add-ons" }}
         onReady={() => said.push("ready")}
         onRoute={({ path }) => said.push(path)}
       />
     );
     createRoot(document.body.appendChild(document.createElement("div"))).render(<Page />);`,
  );
  const out = join(folder, "out");
  const lib = { entry: join(folder, "page.tsx"), formats: ["es" as const], fileName: () => "page.js" };
  const define = { "process.env.NODE_ENV": '"production"' };
  await build({ root: folder, configFile: false, logLevel: "silent", define, build: { outDir: out, minify: false, lib } });
  return readFileSync(join(out, "page.js"), "utf8");
}

test("the React form gives properties and hears events, with the host's own words", async () => {
  const { stoa, host } = embedding;
  const script = (await bundlePage(stoa)).replaceAll("</script", "<\\/script");
  const origin = await servePage(`<!doctype html><html lang="en"><body><script type="module">${script}</script></body></html>`);
  await editHost(host.owner, { hostId: host.hostId, origins: [origin] });
  const browser = await openStrictBrowser();
  const page = await browser.newPage();
  await page.exposeFunction("signToken", sign);
  await page.goto(origin);
  const frame = page.frameLocator("stoa-marketplace iframe");
  await frame.getByRole("link", { name: "Add-ons" }).waitFor();
  await frame.getByRole("link", { name: "Installed" }).click();
  await page.waitForFunction('said.includes("/installations")');
  assert.equal((await page.evaluate<string[]>("said"))[0], "ready");
});

test("without our pages: the client signs in by the host's token, reads the marketplace, and renews its session by itself", async () => {
  const { stoa, world } = embedding;
  let signed = 0;
  const shop = await openMarketplace({ url: stoa, getToken: () => (signed++, sign()) });
  assert.deepEqual((await shop.listings()).items, []);
  assert.deepEqual((await shop.installations()).items, []);
  assert.equal((await shop.me()).places[0]?.name, "React & Co");
  assert.equal(signed, 1);
  world.clock.advance(16 * 60_000);
  assert.deepEqual((await shop.listings()).items, []);
  assert.equal(signed, 2);
  await assert.rejects(shop.listing("lst_00000000000000000000000000"), { status: 404 });
  await assert.rejects(openMarketplace({ url: stoa, getToken: () => Promise.resolve("none") }), { status: 401 });
});

test("a page of the host's draws its own suggestions by one call, or lets the element draw them; one sign-in serves all calls", async () => {
  const { stoa, host, world } = embedding;
  const { publisherId } = await world.makePublisher(host.hostId);
  const planted = (slug: string, title: string) => {
    const content = { title, summary: "Both ways.", description: "", categories: ["crm"], support: "", hosts: [] };
    return { slug, publisherName: "Harbour", installs: 0, content };
  };
  const at = { sideId: host.testSideId, hostId: host.hostId, publisherId };
  await plantListings(world.engine, at, [planted("invoices", "Invoices to Xero"), planted("contacts", "HubSpot contacts")]);
  const shop = await openMarketplace({ url: stoa, getToken: sign });
  assert.deepEqual(
    (await shop.suggest({ object: "invoices" })).items.map(({ title, because }) => [title, because]),
    [["Invoices to Xero", [{ kind: "object", text: "invoices" }]]],
  );
  const script = `import { suggest } from "${stoa}/embed/stoa-marketplace.js";
    const ask = (context) => suggest({ getToken: () => signToken(), ...context });
    const [one, two] = [await ask({ object: "invoices" }), await ask({ provider: "HubSpot", limit: 1 })];
    Object.assign(window, { titles: [...one, ...two].map(({ title }) => title) });
    const element = document.createElement("stoa-marketplace");
    Object.assign(element, { src: "${stoa}", lang: "de", view: "suggest", context: "provider=HubSpot", getToken: () => signToken() });
    document.body.append(element);`;
  const origin = await servePage(`<!doctype html><html lang="en"><body><script type="module">${script}</script></body></html>`);
  await editHost(host.owner, { hostId: host.hostId, origins: [origin] });
  const page = await (await openStrictBrowser()).newPage();
  let signed = 0;
  await page.exposeFunction("signToken", () => (signed++, sign()));
  await page.goto(origin);
  await page.waitForFunction("window.titles");
  assert.deepEqual(await page.evaluate("titles"), ["Invoices to Xero", "HubSpot contacts"]);
  const frame = page.frameLocator("stoa-marketplace iframe");
  await frame.getByText("Arbeitet mit HubSpot").waitFor();
  assert.equal(signed, 2, "one for the calls, one for the element");
  await frame.getByRole("link", { name: /HubSpot contacts/ }).click();
  await frame.getByRole("heading", { name: "HubSpot contacts" }).waitFor();
});
