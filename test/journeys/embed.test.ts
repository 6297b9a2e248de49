import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { BrowserContext, Frame, FrameLocator, Page } from "playwright-core";
import { findBarriers } from "../../web/test/open-browser.ts";
import { openStrictBrowser } from "../embed/open-embedding.ts";
import { freePort } from "../../server/machine/testing/run-main.ts";
import { type FeedServer, startFeedServer } from "../programs/servers/start-feed-server.ts";
import { startDeployment, type TriedDeployment } from "../try/deployment.ts";
import { buildPages, type Journey, keepLog, openJourney } from "./open-journey.ts";

const contacts = "name,organisation,email,phone\nZoë Quill,Quill & Co,zoe@quill.example,+44 20 7946 0011\n";

let feed: FeedServer;
let deployment: TriedDeployment;
let product: string;
let stoa: string;

before(async () => {
  await buildPages();
  feed = await startFeedServer();
  feed.put("/contacts.csv", contacts, "text/csv");
  const port = await freePort();
  // The product stands at 127.0.0.1: two sites, and what the one's pages hold of the other is a third party's.
  stoa = `http://localhost:${port}`;
  deployment = await startDeployment({ allow: [new URL(feed.url).host], slots: 2, port, env: { STOA_EXAMPLE: "on", STOA_URL: stoa } });
  product = /The example product: (\S+)/.exec(deployment.main.stdout)?.[1] ?? assert.fail(deployment.said());
});

after(async () => {
  if (deployment) keepLog(deployment.dataDir, "embed");
  await deployment?.stop();
  await feed?.stop();
});

/** What a test must never find in an address or a log. */
const secrets = new Set<string>();
const addresses: string[] = [];

function watch(page: Page): void {
  page.on("request", (request) => addresses.push(request.url(), request.headers()["referer"] ?? ""));
  page.on("response", (response) => {
    if (!/\/(integrations\/token|embed\/sessions)$/.test(response.url()) || !response.ok()) return;
    void response.json().then(({ token }: { token: string }) => secrets.add(token));
  });
}

const shopOf = (page: Page): FrameLocator => page.frameLocator("stoa-marketplace iframe");
const frameOf = (page: Page): Frame => page.frames().find((one) => one.url().startsWith(`${stoa}/shop`)) ?? assert.fail("no frame");

async function assertNoBarriers(page: Page, step: string): Promise<void> {
  assert.deepEqual([...(await findBarriers(page)), ...(await findBarriers(frameOf(page)))], [], `at the step ${step}`);
}

/** API keys are made in the product's settings. */
async function makeApiKey(page: Page, name: string): Promise<string> {
  await page.goto(`${product}/settings`);
  await page.getByLabel("Name of a new key").fill(name);
  await page.getByRole("button", { name: "Create key" }).click();
  return page.locator(".notice code").innerText();
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${product}/sign-in`);
  await page.getByLabel("E-mail").fill("maria@northwind.example");
  await page.getByLabel("Password").fill("ledgerline-demo");
  await page.getByLabel("Password").press("Enter");
  await page.getByRole("heading", { level: 1 }).waitFor();
}

async function open(name: string, size: { width: number; height: number }): Promise<Journey & { context: BrowserContext }> {
  const journey = await openJourney({ name, context: await openStrictBrowser(size) });
  watch(journey.page);
  await signIn(journey.page);
  return journey;
}

test("in the host's colours, in English, with a mouse: search, install, run, log, and the host's page hears of it", async () => {
  const { page, see } = await open("embed", { width: 1280, height: 800 });
  const key = await makeApiKey(page, "Contacts");
  await page.goto(`${product}/integrations`);
  await page.evaluate(`
    window.heard = [];
    for (const type of ["installed", "configured", "run-started", "run-succeeded", "run-failed"])
      document.addEventListener("stoa-" + type, () => heard.push(type));`);
  const shop = shopOf(page);
  await shop.getByRole("link", { name: /Contacts from a list on the web/ }).waitFor({ timeout: 120_000 });
  await assertNoBarriers(page, "shop");
  await see("shop", shop);
  await shop.getByLabel("Search the marketplace").fill("contacts web");
  await shop.getByText("Found for “contacts web”").waitFor();
  await shop.getByRole("link", { name: /Contacts from a list on the web/ }).click();
  await shop.getByRole("heading", { name: "Reaches only these addresses" }).waitFor();
  await assertNoBarriers(page, "listing");
  await see("listing", shop);
  await shop.getByRole("link", { name: "Install", exact: true }).click();
  await shop.getByRole("button", { name: "Allow and go on" }).click();
  await shop.getByLabel("Address of Ledgerline").fill(product);
  await shop.getByLabel("API key").fill(key);
  await shop.getByLabel("Address of the CSV file").fill(`${feed.url}/contacts.csv`);
  await assertNoBarriers(page, "form");
  await shop.getByRole("button", { name: "Save and go on" }).click();
  await shop.getByRole("button", { name: "Run now" }).click();
  await shop.getByRole("region", { name: "Verdict: Fine" }).waitFor({ timeout: 60_000 });
  await shop.getByRole("region", { name: /^Log / }).waitFor();
  await assertNoBarriers(page, "run");
  await see("run", shop);
  await page.waitForFunction('heard.includes("run-succeeded")');
  assert.deepEqual(await page.evaluate("heard"), ["installed", "configured", "run-started", "run-succeeded"]);
  assert.match(new URL(page.url()).hash, /^#!\/runs\/run_/);
});

/** Tab until the part of the frame with this name has the focus. */
async function tabTo(page: Page, role: "link" | "button" | "textbox" | "searchbox", name: string | RegExp): Promise<void> {
  const part = shopOf(page).getByRole(role, { name }).first();
  await part.waitFor({ timeout: 30_000 });
  for (let steps = 0; steps < 80; steps++) {
    if (await part.evaluate("(element) => element === document.activeElement && document.hasFocus()")) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${String(name)} cannot be reached by Tab`);
}

test("in another host's colours, dark, in German, on a phone, by keyboard alone", async () => {
  const { page, see } = await open("embed-phone", { width: 390, height: 844 });
  const key = await makeApiKey(page, "Kontakte");
  await page.goto(`${product}/integrations`);
  await page.evaluate(`Object.assign(document.querySelector("stoa-marketplace"), {
    lang: "de",
    theme: { accent: "#b3261e", accentDark: "#ffb4ab", font: "Georgia", radius: 14, density: "compact", scheme: "dark" },
  })`);
  const shop = shopOf(page);
  await shop.getByRole("heading", { name: "Was möchten Sie verbinden?" }).waitFor({ timeout: 120_000 });
  await shop.getByRole("link", { name: /Contacts from a list on the web/ }).waitFor({ timeout: 120_000 });
  const style = await frameOf(page).evaluate<Record<string, string>>(`(() => {
    const { dataset, lang } = document.documentElement;
    const read = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    return { scheme: dataset.mantineColorScheme, lang, radius: read("--radius"), font: read("--font-sans").split(",")[0] };
  })()`);
  assert.deepEqual(style, { scheme: "dark", lang: "de", radius: "14px", font: "Georgia" });
  await assertNoBarriers(page, "shop");
  await see("shop", shop);
  await tabTo(page, "link", /Contacts from a list on the web/);
  await page.keyboard.press("Enter");
  await shop.getByRole("heading", { name: "Erreicht nur diese Adressen" }).waitFor();
  await see("listing", shop);
  await tabTo(page, "link", /installieren/i);
  await page.keyboard.press("Enter");
  await tabTo(page, "button", "Erlauben und weiter");
  await page.keyboard.press("Enter");
  for (const [name, text] of [
    ["Address of Ledgerline", product],
    ["API key", key],
    ["Address of the CSV file", `${feed.url}/contacts.csv`],
  ] as const) {
    await tabTo(page, "textbox", new RegExp(name));
    await page.keyboard.press("Control+A");
    await page.keyboard.type(text);
  }
  await assertNoBarriers(page, "form");
  await see("form", shop);
  await tabTo(page, "button", "Speichern und weiter");
  await page.keyboard.press("Enter");
  await tabTo(page, "button", "Jetzt starten");
  await page.keyboard.press("Enter");
  await shop.getByRole("region", { name: "Urteil: In Ordnung" }).waitFor({ timeout: 60_000 });
  await shop.getByRole("region", { name: /^Protokoll / }).waitFor();
  const wide = await frameOf(page).evaluate("document.documentElement.scrollWidth > window.innerWidth");
  assert.equal(wide, false, "it scrolls sideways");
  await assertNoBarriers(page, "run");
  await see("run", shop);
});

test("no token and no session stands in any address, or in what the deployment wrote", () => {
  assert.ok(secrets.size >= 4, `${secrets.size} were seen`);
  const logs = readFileSync(join(deployment.dataDir, "machine", "stoa.log"), "utf8") + deployment.said();
  for (const secret of secrets) {
    const end = secret.slice(-24);
    assert.ok(!addresses.some((address) => address.includes(end)), "in an address");
    assert.ok(!logs.includes(end), "in a log");
  }
});
