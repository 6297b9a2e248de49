import assert from "node:assert/strict";
import { test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { showId } from "@stoa/contract";
import type { RunningHost } from "../../examples/host/start-host.ts";
import { newId, transaction } from "../../server/base/index.ts";
import { createOperatorLink, editHost } from "../../server/rooms/identity/index.ts";
import { findBarriers } from "../../web/test/open-browser.ts";
import { buildPages } from "../journeys/open-journey.ts";
import { openEmbedding, openStrictBrowser, register } from "./open-embedding.ts";

await buildPages();
const embedding = await openEmbedding();
const browser = await openStrictBrowser();

// Scripts of pages are texts here: the types of a browser and of Node do not go together.
const setCookie = 'document.cookie = "probe=1; SameSite=None; Secure; Path=/"; document.cookie';
const frameOf = (page: Page) => page.frameLocator("stoa-marketplace iframe");

async function openIntegrations(product: RunningHost, path = "/integrations", context = browser): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${product.url}/sign-in?next=/integrations`);
  if (await page.locator("#email").isVisible()) {
    await page.fill("#email", "maria@northwind.example");
    await page.fill("#password", "ledgerline-demo");
    await page.click("button.primary");
  }
  await page.goto(product.url + path);
  return page;
}

test("a host's person is in the marketplace without a cookie, and no address holds a token", async () => {
  const page = await browser.newPage();
  const addresses: string[] = [];
  const tokens: string[] = [];
  page.on("request", (request) => addresses.push(request.url(), request.headers()["referer"] ?? ""));
  page.on("response", async (response) => {
    if (response.url().endsWith("/integrations/token")) tokens.push(((await response.json()) as { token: string }).token);
    if (response.url().endsWith("/embed/sessions")) tokens.push(((await response.json()) as { token: string }).token);
  });
  await page.goto(`${embedding.product.url}/sign-in?next=/integrations`);
  await page.fill("#email", "maria@northwind.example");
  await page.fill("#password", "ledgerline-demo");
  await page.click("button.primary");
  await frameOf(page).getByRole("heading", { name: "Nothing is listed yet" }).waitFor();
  assert.equal(tokens.length, 2, "one token of the host, one session for it");
  for (const token of tokens) assert.ok(addresses.every((address) => !address.includes(token.slice(-30))));
  assert.deepEqual(await browser.cookies(embedding.stoa), []);
  await page.close();
});

test("the frame stands at the side's own domain while that leads here, and where the script came from when it is lost, or when the page's policy names no domain", async () => {
  const { world, host, stoa, product } = embedding;
  const own = stoa.replace("localhost", "market.localhost");
  const run = (sql: string, ...values: unknown[]) => transaction(world.engine, ({ tx }) => tx.run(sql, values));
  await run(
    `insert into identity.domain (id, side_id, name, proof, proven_at, leads_at, led_at, due_at, created_at)
     values ($1, $2, 'market.localhost', 'proof', now(), now(), now(), now() + interval '1 year', now())`,
    newId(world.clock),
    host.testSideId,
  );
  const frameAt = async (context: BrowserContext): Promise<string | undefined> => {
    const page = await openIntegrations(product, "/integrations", context);
    await frameOf(page).getByRole("heading", { level: 1 }).waitFor();
    const origins = page.frames().map((frame) => new URL(frame.url()).origin);
    await page.close();
    return origins.find((origin) => origin !== new URL(product.url).origin);
  };
  const open = await openStrictBrowser(undefined, true);
  // What names are served is read once a second.
  for (let tries = 0; tries < 5 && (await frameAt(open)) !== own; tries++);
  assert.equal(await frameAt(open), own);
  assert.equal(await frameAt(browser), stoa, "the product's policy names only the deployment's address");
  const again = await openIntegrations(product);
  await frameOf(again).getByRole("heading", { level: 1 }).waitFor();
  const asked: string[] = [];
  again.on("request", (request) => asked.push(new URL(request.url()).origin));
  again.on("console", (said) => asked.push(said.text()));
  await again.reload();
  await frameOf(again).getByRole("heading", { level: 1 }).waitFor();
  assert.ok(!asked.some((one) => one.includes("market.localhost")), "what was refused a moment ago is not tried again");
  await again.close();
  await run("update identity.domain set leads_at = null where name = 'market.localhost'");
  assert.equal(await frameAt(open), stoa);
  await run("delete from identity.domain where name = 'market.localhost'");
  await open.close();
});

test("what a bar of the product's own page lies over does not count as seen: the marketplace's bar stands above it", async () => {
  const page = await openIntegrations(embedding.product);
  await frameOf(page).getByRole("heading", { level: 1 }).waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  const reach = `(() => {
    const bar = document.createElement("div");
    bar.style.cssText = "position: fixed; inset: auto 0 0; height: 90px; z-index: 99; background: white";
    document.body.append(bar);
    const element = document.querySelector("stoa-marketplace");
    element.style.minHeight = "2000px";
    scrollTo(0, 200);
    return new Promise((done) => setTimeout(() => done(innerHeight - 90 - element.getBoundingClientRect().top), 500));
  })()`;
  const end = await page.evaluate<number>(reach);
  const frame = page.frames().find((one) => one.url().startsWith(embedding.stoa));
  const seen = await frame?.evaluate<number>(`["--seen-top", "--seen-height"]
    .reduce((sum, name) => sum + parseFloat(document.documentElement.style.getPropertyValue(name)), 0)`);
  assert.ok(seen !== undefined && Math.abs(seen - end) <= 2, `seen down to ${seen}, free down to ${end}`);
  await page.close();
});

test("the control: in this browser a frame of another site keeps neither cookie nor storage of its site", async () => {
  const page = await openIntegrations(embedding.product);
  await frameOf(page).getByRole("heading", { level: 1 }).waitFor();
  const frame = page.frames().find((one) => one.url().startsWith(embedding.stoa));
  const inFrame = await frame?.evaluate<string>(setCookie);
  assert.equal(inFrame, "");
  const own = await browser.newPage();
  await own.goto(embedding.stoa);
  assert.match(await own.evaluate<string>(setCookie), /probe=1/);
  await own.evaluate('document.cookie = "probe=; Max-Age=0; Secure; Path=/"');
  await own.close();
  await page.close();
});

test("the frame is as high as its page, follows the address of the host's page, and tells where it is", async () => {
  const page = await openIntegrations(embedding.product, "/integrations#!/installations");
  await frameOf(page).getByRole("heading", { name: "Installed", exact: true }).waitFor();
  await page.evaluate(`
    window.said = [];
    document.querySelector("stoa-marketplace").addEventListener("stoa-route", (event) => said.push(event.detail.path));`);
  await frameOf(page).getByRole("link", { name: "Marketplace", exact: true }).click();
  await frameOf(page).getByRole("heading", { name: "Nothing is listed yet" }).waitFor();
  await page.waitForFunction('location.hash === "#!/"');
  assert.deepEqual(await page.evaluate("said"), ["/"]);
  await page.goBack();
  await frameOf(page).getByRole("heading", { name: "Installed", exact: true }).waitFor();
  await page.waitForFunction('location.hash === "#!/installations"');
  const frame = page.frames().find((one) => one.url().startsWith(embedding.stoa));
  assert.equal(await frame?.evaluate("document.documentElement.scrollHeight > window.innerHeight"), false, "it scrolls inside");
  assert.match(frame?.url() ?? "", /\/shop\/installations\?.*side=side_/);
  await page.close();
});

test("where the host says no language the browser's is spoken, and what the page says goes before it", async () => {
  const german = await openStrictBrowser(undefined, false, "de-AT");
  const page = await openIntegrations(embedding.product, "/integrations", german);
  await frameOf(page).getByRole("heading", { name: "Noch ist nichts im Angebot" }).waitFor();
  // Publishers' words are asked for in it, too.
  const asked = page.waitForRequest((request) => request.url().includes("/listings") && request.headers()["accept-language"] === "en");
  await frameOf(page).getByRole("button", { name: "English" }).waitFor();
  await page.evaluate('document.querySelector("stoa-marketplace").lang = "en"');
  await frameOf(page).getByRole("heading", { name: "Nothing is listed yet" }).waitFor();
  await asked;
  await german.close();
});

test("a mail of a host that named no page leads to one that says whose product it is and where that is, whoever else is signed in", async () => {
  const { host, product, stoa } = embedding;
  const page = await browser.newPage();
  const mailed = `${stoa}/shop/runs/run_${"0".repeat(26)}?side=${showId("side", host.testSideId)}`;
  await page.goto(mailed);
  await page.getByRole("heading", { name: /^Open it in Host \d+$/ }).waitFor();
  await page.getByText("Sign in there as usual and open its marketplace").waitFor();
  assert.equal(new URL((await page.getByRole("link", { name: /^Go to Host/ }).getAttribute("href")) ?? "").origin, product.url);
  assert.deepEqual(await findBarriers(page), []);
  const { code } = await createOperatorLink(embedding.world.operator, { email: "op@host.example", name: "Op" });
  await page.goto(`${stoa}/sign-in#${code}`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  await page.goto(mailed);
  await page.getByRole("heading", { name: /^Open it in Host \d+$/ }).waitFor();
  await page.context().clearCookies();
  await page.close();
});

test("a window to connect an account, opened from a frame at another address, speaks the language that frame tells", async () => {
  const page = await browser.newPage();
  for (const [query, language] of [
    ["?lang=de", "de"],
    ["?lang=xx", "en"],
    ["", "en"],
  ] as const) {
    await page.goto("about:blank");
    await page.goto(`${embedding.stoa}/connect/start${query}#stoa_con_nothing`);
    await page.getByRole("alert").or(page.getByRole("heading")).first().waitFor();
    assert.equal(await page.evaluate("document.documentElement.lang"), language, query);
    await page.evaluate("sessionStorage.clear()");
  }
  await page.close();
});

test("a person's own language comes before that of the host's page, stays, and is left again", async () => {
  const page = await openIntegrations(embedding.product);
  await frameOf(page).getByRole("button", { name: "Deutsch" }).click();
  await frameOf(page).getByRole("heading", { name: "Noch ist nichts im Angebot" }).waitFor();
  await page.reload();
  await frameOf(page).getByRole("link", { name: "Installiert" }).waitFor();
  await frameOf(page).getByRole("button", { name: "English" }).click();
  await frameOf(page).getByRole("heading", { name: "Nothing is listed yet" }).waitFor();
  await page.close();
});

test("a session that has ended is followed by another, and the page in the frame stays", async () => {
  const page = await openIntegrations(embedding.product);
  await frameOf(page).getByRole("heading", { name: "Nothing is listed yet" }).waitFor();
  const frame = page.frames().find((one) => one.url().startsWith(embedding.stoa));
  await frame?.evaluate("void (window.stayed = true)");
  embedding.world.clock.advance(16 * 60_000);
  const renewed = page.waitForResponse((response) => response.url().endsWith("/embed/sessions"));
  await frameOf(page).getByRole("link", { name: "Installed" }).click();
  assert.equal((await renewed).status(), 200);
  await frameOf(page).getByRole("heading", { name: "Nothing is installed yet" }).waitFor();
  assert.equal(await frame?.evaluate('"stayed" in window'), true);
  await page.close();
});

test("an unknown key, an origin that is not registered and a wrong clock say so on the test side, and what mends them", async () => {
  const { product, stranger, host } = embedding;
  const unknown = await openIntegrations(stranger);
  await unknown.getByRole("heading", { name: "Stoa does not know the key your product signs with." }).waitFor();
  await unknown.getByText(/No live key ".+" is registered for the issuer "stranger"/).waitFor();
  await unknown.getByText(/^Register its public half.* in the host's console under Sign-in keys\./).waitFor();
  await unknown.close();

  await editHost(host.owner, { hostId: host.hostId, origins: ["https://other.example"] });
  const elsewhere = await openIntegrations(product);
  await elsewhere.getByText(`Its origin ${product.url} is not registered (registered: https://other.example).`).waitFor();
  await editHost(host.owner, { hostId: host.hostId, origins: [product.url] });
  await elsewhere.getByRole("button", { name: "Try again" }).click();
  await frameOf(elsewhere).getByRole("heading", { name: "Nothing is listed yet" }).waitFor();
  await elsewhere.close();

  embedding.skew(-10 * 60_000);
  const late = await openIntegrations(product);
  await frameOf(late)
    .getByText(/It expired 540 s ago: Stoa's clock says/)
    .waitFor();
  await frameOf(late)
    .getByText(/Keep the clock of the server that signs right/)
    .waitFor();
  embedding.skew(0);
  await frameOf(late).getByRole("button", { name: "Try again" }).click();
  await frameOf(late).getByRole("heading", { name: "Nothing is listed yet" }).waitFor();
  await late.close();
});

test("customers of a live side are told in their words, and the developer in the console", async () => {
  const { stranger } = embedding;
  const other = await embedding.world.makeHost();
  await register(other, stranger, "live");
  await editHost(other.owner, { hostId: other.hostId, origins: [] });
  const page = await browser.newPage();
  const warned: string[] = [];
  page.on("console", (message) => warned.push(message.text()));
  await page.goto(`${stranger.url}/sign-in?next=/integrations`);
  if (await page.locator("#email").isVisible()) {
    await page.fill("#email", "maria@northwind.example");
    await page.fill("#password", "ledgerline-demo");
    await page.click("button.primary");
  }
  await page.getByRole("heading", { name: "The marketplace cannot be shown right now" }).waitFor();
  assert.equal(await page.getByText("is not registered").count(), 0);
  assert.ok(
    warned.some((text) => text.includes("unknown_origin")),
    warned.join("\n"),
  );
  await page.close();
});
