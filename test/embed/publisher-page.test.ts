/** A publisher's page in a customer's browser, in the marketplace, in a host's product: what it cannot do, each with its control. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { showId, type ConsentView, type EmbedSessionView, type InstallationChanged, type MeView, type RunPage } from "@stoa/contract";
import { checkProgram, type FoundPage } from "@stoa/program";
import { createClient, places, type Client } from "@stoa/sdk";
import type { Frame, Page } from "playwright-core";
import { openBlobStore } from "../../server/base/blobs/index.ts";
import { LiveLogs } from "../../server/base/logs/index.ts";
import type { Ctx } from "../../server/base/index.ts";
import { storePage } from "../../server/rooms/builds/index.ts";
import {
  createIntegration,
  editListing,
  pageRoutes,
  publishRelease,
  reviewListing,
  submitListing,
} from "../../server/rooms/catalog/index.ts";
import { makeRelease, sampleManifest } from "../../server/rooms/catalog/testing.ts";
import { readCatalogue } from "../../server/rooms/connections/index.ts";
import { createToken } from "../../server/rooms/identity/index.ts";
import { createWake, runsRoutes } from "../../server/rooms/runs/index.ts";
import { defaultSettings } from "../../server/rooms/runs/testing.ts";
import { findBarriers } from "../../web/test/open-browser.ts";
import { buildPages } from "../journeys/open-journey.ts";
import { openEmbedding, openStrictBrowser, servePage } from "./open-embedding.ts";
import { endRuns } from "./end-runs.ts";
import { attacks, openSink, scriptOf, whispers } from "./page-attacks.ts";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "publisher-page-"));
// First of all: a connection that Chromium opened and sent nothing over keeps a server from closing.
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});
const pictures = join(root, "test-artifacts/publisher-page");
const blobs = openBlobStore({ kind: "files", folder });

await buildPages();
const embedding = await openEmbedding((route) => {
  pageRoutes({ ...route, blobs });
  const shared = { blobs, live: new LiveLogs(), settings: defaultSettings, wake: createWake() };
  runsRoutes({ ...route, ...shared, publicUrl: "http://localhost", catalogue: readCatalogue() });
});
const { world, host, product, stoa } = embedding;
const side: Ctx = { ...host.owner, scope: { kind: "side", sideId: host.testSideId, hostId: host.hostId } };
const browser = await openStrictBrowser();

const helloScript =
  'window.told = []; addEventListener("message", (event) => told.push(event.data)); parent.postMessage({ stoa: "hello" }, "*");';

function pageOf(files: Readonly<Record<string, string>>): FoundPage {
  const manifest = "version: 1\ncontract: stoa\nname: hello\nbase: bash\nrun: 'true'\npage: page\n";
  const all: Record<string, string> = { "stoa.yaml": manifest };
  for (const [path, text] of Object.entries(files)) all[`page/${path}`] = text;
  const { page, problems } = checkProgram({
    paths: Object.keys(all),
    readText: (path) => all[path],
    readBytes: (path) => (all[path] === undefined ? undefined : Buffer.from(all[path])),
  });
  return page ?? assert.fail(JSON.stringify(problems));
}

const plain = (script: string, html = "<h1>Hostile</h1><button>press</button>"): FoundPage =>
  pageOf({
    "index.html": `<!doctype html><html lang="en"><title>x</title><body>${html}<script src="main.js"></script></body></html>`,
    "main.js": script,
  });

interface Shown {
  listingId: string;
  address: string;
}

/** A listing whose release shows this page, published on the host's test side. */
async function list(slug: string, page: FoundPage): Promise<Shown> {
  const { listing, submissionId, digest } = await submit(slug, page);
  await reviewListing(side, { listingId: listing, submissionId, decision: "approve" });
  const listingId = showId("listing", listing);
  return { listingId, address: `/pages/${listingId}/${digest}/index.html` };
}
/** The same before the host has looked at it. */
async function submit(slug: string, page: FoundPage): Promise<{ listing: string; submissionId: string; digest: string }> {
  const { owner } = await world.makePublisher(host.hostId);
  const { id: integrationId } = await createIntegration(owner, { slug });
  const properties = { feed_url: { type: "string", title: "Address of the list" }, api_key: { type: "string", format: "secret" } };
  const configs = { schema: { type: "object", properties }, uischema: null };
  const manifest = sampleManifest({
    page: "page",
    title: "Contacts from a list",
    secrets: ["api_key"],
    schedule: { cron: null, editable: true },
    configs,
  });
  const digest = await storePage(blobs, page);
  const { id: releaseId } = await makeRelease(owner, integrationId, { manifest, page: digest });
  await publishRelease(owner, { integrationId, releaseId });
  const { listing } = await editListing(owner, { integrationId, sideId: host.testSideId, content: {} });
  const { submission } = await submitListing(owner, { listingId: listing.id });
  return { listing: listing.id, submissionId: submission?.id ?? "", digest };
}

const secret = "sk-kept-from-every-page";

async function openProduct(): Promise<{ page: Page; client: Client; base: string }> {
  const page = await browser.newPage();
  const session = page.waitForResponse((response) => response.url().endsWith("/embed/sessions") && response.ok());
  await page.goto(`${product.url}/sign-in?next=/integrations`);
  if (await page.locator("#email").isVisible()) {
    await page.fill("#email", "maria@northwind.example");
    await page.fill("#password", "ledgerline-demo");
    await page.click("button.primary");
  }
  const { token } = (await (await session).json()) as EmbedSessionView;
  const client = createClient({ url: stoa, token });
  const me = await client.get<MeView>("/v1/me");
  return { page, client, base: places.customer(me.places[0]?.id ?? "") };
}

interface Installed {
  client: Client;
  base: string;
  id: string;
  page: Page;
  frame: Frame;
}

/** Its listing installed by the product's customer, and the page open at the installation. */
async function openPage(shown: Shown, url = `?tab=page`): Promise<Installed> {
  const { page, client, base } = await openProduct();
  const { consent } = await client.get<ConsentView>(`${base}/listings/${shown.listingId}/consent`);
  const config = { feed_url: "https://crm.example.com/contacts.csv", api_key: secret };
  const body = { operationId: crypto.randomUUID(), listingId: shown.listingId, consent, config };
  const { installationId: id } = await client.send<InstallationChanged>("POST", `${base}/installations`, body);
  await page.evaluate(`document.querySelector("stoa-marketplace").path = "/installations/${id}${url}"`);
  return { client, base, id, page, frame: await frameAt(page, stoa + shown.address) };
}

async function frameAt(page: Page, address: string): Promise<Frame> {
  for (let tries = 0; tries < 200; tries++) {
    const frame = page.frames().find((one) => one.url() === address);
    if (frame) {
      await frame.waitForLoadState();
      return frame;
    }
    await sleep(50);
  }
  throw new Error(
    `no frame shows ${address}: ${page
      .frames()
      .map((one) => one.url())
      .join(" ")}`,
  );
}

const shopOf = (page: Page) => page.frameLocator("stoa-marketplace iframe");
const countRuns = async ({ client, base, id }: Installed): Promise<number> =>
  (await client.get<RunPage>(`${base}/runs`, { installationId: id })).items.length;

/** What a script says, or the name of what it throws. */
const outcome = (frame: Frame, script: string): Promise<string> =>
  frame.evaluate<string>(`(() => { try { return String(${script}) } catch (error) { return error.name } })()`);

const hostile = await list("hostile", plain(helloScript));

test("a hostile page reads nothing: no page above it, no cookie, no storage, no file of a neighbour", async () => {
  const { page, frame } = await openPage(hostile);
  await browser.addCookies([{ name: "probe", value: "1", url: stoa }]);
  const control = await browser.newPage();
  await control.goto(`${stoa}/sign-in`);
  assert.deepEqual(
    [await outcome(control.mainFrame(), "document.cookie"), await outcome(control.mainFrame(), "localStorage.length")],
    ["probe=1", "0"],
  );
  await control.close();
  assert.equal(await outcome(frame, "self.origin"), "null");
  for (const script of [
    "parent.document.title",
    "top.document.title",
    "parent.location.href",
    "parent.parent.frames[0].name",
    "document.cookie",
    "localStorage.length",
    "sessionStorage.length",
    "indexedDB.open('x').readyState && caches.keys()",
  ])
    assert.match(await outcome(frame, script), /SecurityError|TypeError/, script);
  const asked = `fetch("/v1/me").then((answer) => String(answer.status), (error) => error.name)`;
  assert.equal(await frame.evaluate<string>(asked), "TypeError");
  await browser.clearCookies({ name: "probe" });
  await page.close();
});

test("it sends nothing anywhere by any way a policy can close, and a page without that policy does", async () => {
  const { page, frame } = await openPage(hostile);
  const [here, there] = [await openSink(), await openSink()];
  const control = await browser.newPage();
  await control.goto(await servePage("<!doctype html><body>control</body>"));
  const all = Object.entries({ ...attacks, ...whispers });
  for (const [, attack] of all) {
    await frame.evaluate(scriptOf(attack, here.origin));
    await control.evaluate(scriptOf(attack, there.origin));
  }
  await until(
    () => all.every(([name]) => there.seen.has(name)),
    () => `the control sent only ${[...there.seen].join(" ")}`,
  );
  await sleep(500);
  assert.deepEqual(
    [...here.seen].filter((name) => !(name in whispers)),
    [],
  );
  await control.close();
  await page.close();
});

test("it leads neither itself nor the page around it elsewhere, opens no window, and saves no file", async () => {
  const sink = await openSink();
  const script = (name: string): string => `location.href = "${sink.origin}/${name}"`;
  // The control: a frame with the same sandbox in a page without our policy goes where it likes.
  const inner = await servePage(`<script>${script("control")}</script>`);
  const outer = await browser.newPage();
  await outer.goto(await servePage(`<iframe sandbox="allow-scripts" src="${inner}"></iframe>`));
  await until(
    () => sink.seen.has("control"),
    () => "the control went nowhere",
  );
  await outer.close();
  const installed = await openPage(hostile);
  const { page, frame } = installed;
  const here = page.url();
  const windows = browser.pages().length;
  await frame.evaluate(`window.said = [];
    const attempt = (act) => { try { said.push(String(act())) } catch (error) { said.push(error.name) } };
    const acts = [
      () => (top.location.href = "${sink.origin}/top"),
      () => (parent.location.href = "${sink.origin}/parent"),
      () => window.open("${sink.origin}/window"),
      () => window.confirm("Run it?"),
    ];
    document.querySelector("button").onclick = () => acts.forEach(attempt);
    void 0`);
  await frame.getByRole("button").click();
  assert.deepEqual(await frame.evaluate("said"), ["SecurityError", "SecurityError", "null", "false"]);
  await frame.evaluate(`for (const over of [{ target: "_blank" }, { target: "_top" }, { download: "x" }])
      Object.assign(document.createElement("a"), { href: "${sink.origin}/link", ...over }).click();
    void 0`);
  await sleep(500);
  await frame.evaluate(script("self")).catch(() => undefined);
  await sleep(500);
  assert.deepEqual(
    [[...sink.seen].filter((name) => !["control", "preconnect", "favicon.ico"].includes(name)), page.url(), browser.pages().length],
    [[], here, windows],
  );
  assert.equal(await countRuns(installed), 0);
  await page.close();
});

test("it is told settings without secrets and how runs went, and nothing of who looks", async () => {
  const { page, frame } = await openPage(hostile);
  await frame.waitForFunction("told.length > 0");
  const told = await frame.evaluate<Record<string, unknown>>("told[0]");
  assert.deepEqual(Object.keys(told).toSorted(), ["health", "language", "may", "name", "runs", "settings", "stoa", "theme"]);
  assert.deepEqual(
    [told["settings"], told["may"], told["runs"]],
    [{ feed_url: "https://crm.example.com/contacts.csv" }, ["run", "settings"], []],
  );
  assert.doesNotMatch(JSON.stringify(await frame.evaluate("told")), /sk-kept|Northwind|maria|stoa_|cus_|ins_|eyJ/);
  await page.close();
});

test("it can ask for a run, but only after a press, and only the customer's answer outside the frame starts one", async () => {
  // A test's own scripts count as a press in the browser, so this page asks by itself, long after the last of them.
  const nagging = `${helloScript} setTimeout(() => { parent.postMessage({ stoa: "run" }, "*"); window.asked = true; }, 7000)`;
  const installed = await openPage(await list("nagging", plain(nagging)));
  const { page, frame } = installed;
  const dialog = shopOf(page).getByRole("dialog");
  const ask = 'parent.postMessage({ stoa: "run" }, "*")';
  await sleep(9_000);
  assert.equal(await frame.evaluate("asked"), true);
  assert.equal(await dialog.count(), 0, "nobody pressed anything");
  // What looks like our question is drawn in the frame, and its button reaches nothing but ours.
  await frame.evaluate(`document.body.innerHTML = "<div role=alertdialog>Run Contacts now? <button>Run now</button></div>";
    document.querySelector("button").onclick = () => { for (let count = 0; count < 30; count++) ${ask} };
    void 0`);
  await frame.getByRole("button", { name: "Run now" }).click();
  await dialog.getByText("Nothing happens unless you say so here").waitFor();
  assert.equal(await countRuns(installed), 0);
  await dialog.getByRole("button", { name: "Not now" }).click();
  await frame.getByRole("button", { name: "Run now" }).click();
  await sleep(500);
  assert.equal(await dialog.count(), 0, "who said no is not asked again at once");
  assert.equal(await countRuns(installed), 0);
  // A window that is not the page's frame is not heard, whatever it says.
  await sleep(6_000);
  await page.evaluate(
    `document.querySelector("stoa-marketplace").shadowRoot.querySelector("iframe").contentWindow.postMessage({ stoa: "run" }, "*")`,
  );
  await sleep(300);
  assert.equal(await dialog.count(), 0);
  await frame.getByRole("button", { name: "Run now" }).click();
  await dialog.getByRole("button", { name: "Run now" }).click();
  await shopOf(page).getByText("Waiting").first().waitFor();
  assert.equal(await countRuns(installed), 1);
  await page.close();
});

test("its address opens in no tab and no stranger's frame, and another listing's does not have it", async () => {
  const tab = await browser.newPage();
  assert.equal((await tab.goto(stoa + hostile.address))?.status(), 404);
  const other = await list("other", plain(helloScript, "<h1>Other</h1>"));
  const wrong = hostile.address.replace(hostile.listingId, other.listingId);
  assert.deepEqual([(await fetch(stoa + hostile.address)).status, (await fetch(stoa + wrong)).status], [200, 404]);
  const refused = tab.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
  await tab.goto(await servePage(`<iframe src="${stoa}${hostile.address}"></iframe>`));
  await refused;
  await tab.close();
});

test("a page that shows nothing, or does not answer, is said to be so", async () => {
  const silent = await openPage(await list("silent", plain("1;")));
  const shop = shopOf(silent.page);
  await shop.getByText(/does not answer/).waitFor({ timeout: 20_000 });
  await shop.getByRole("button", { name: "Load it again" }).click();
  await shop.getByText(/does not answer/).waitFor({ state: "detached" });
  await silent.page.close();
  const empty = await openPage(await list("empty", plain(`${helloScript} parent.postMessage({ stoa: "height", height: 0 }, "*")`, "")));
  await shopOf(empty.page)
    .getByText(/shows nothing/)
    .waitFor();
  await empty.page.close();
});

/** The page of an example, with runs behind it. */
test("the example's page shows what its runs did, in both languages and themes and on a phone, without a barrier", async () => {
  const installed = await openPage(await list("feed", pageOf(readExample())));
  const { page, client, base, id } = installed;
  for (const created of [12, 0, 31]) {
    await client.send("POST", `${base}/installations/${id}/runs`, { mode: "run", operationId: crypto.randomUUID() });
    await endRuns(world, { created, updated: created >> 1, skipped: 0, failed: created > 20 ? 2 : 0 });
  }
  const { frame } = installed;
  await frame.getByText("43").waitFor();
  assert.deepEqual(await findBarriers(frame), []);
  const element = 'document.querySelector("stoa-marketplace")';
  for (const [name, width, set] of [
    ["wide", 1440, ""],
    ["phone-dark", 390, `${element}.theme = { scheme: "dark", accent: "#7a3ea8" }`],
  ] as const) {
    await page.setViewportSize({ width, height: 1400 });
    if (set) await page.evaluate(set);
    await sleep(800);
    await page.screenshot({ path: join(pictures, `${name}.png`) });
    const shop = page.frames().find((one) => one.url().startsWith(`${stoa}/shop`)) ?? assert.fail();
    assert.deepEqual(await findBarriers(shop), [], name);
    assert.deepEqual(await findBarriers(frame), [], name);
  }
  await page.evaluate(`${element}.lang = "de"`);
  const german = shopOf(page).frameLocator('iframe[title^="Seite von"]');
  await german.getByText("Neue Kontakte").waitFor();
  await german.getByRole("button", { name: "Liste jetzt holen" }).click();
  await shopOf(page).getByRole("dialog").getByText("jetzt starten?").waitFor();
  await page.screenshot({ path: join(pictures, "german-asked.png") });
  await page.close();
});

test("whoever reviews it sees the page as customers would, in the dark and on a phone too, without a barrier", async () => {
  const { listing } = await submit("to-review", pageOf(readExample()));
  const { text: token } = await createToken(host.owner, { name: "review", roles: ["host_owner"] });
  const reviewer = await openStrictBrowser();
  await reviewer.addCookies([{ name: "stoa_session", value: token, url: stoa }]);
  const page = await reviewer.newPage();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(`${stoa}/sides/${showId("side", host.testSideId)}/listings/${showId("listing", listing)}`);
  const shown = page.frameLocator('iframe[title^="Page of"]');
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 1400 });
    await shown.getByText("New contacts").waitFor();
    await page.screenshot({ path: join(pictures, `review-dark-${width}.png`), fullPage: true });
    assert.deepEqual(await findBarriers(page), [], `${width}`);
  }
  await reviewer.close();
});

/** The page of an example, by path. */
function readExample(): Record<string, string> {
  const example = join(root, "examples/integrations/feed-to-contacts/page");
  return Object.fromEntries(readdirSync(example).map((name) => [name, readFileSync(join(example, name), "utf8")]));
}

async function until(reached: () => boolean, why: () => string): Promise<void> {
  for (let tries = 0; tries < 200 && !reached(); tries++) await sleep(50);
  assert.ok(reached(), why());
}
