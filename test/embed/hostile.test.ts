import assert from "node:assert/strict";
import { test } from "node:test";
import type { Frame, Page } from "playwright-core";
import { buildPages } from "../journeys/open-journey.ts";
import { openEmbedding, openStrictBrowser, servePage } from "./open-embedding.ts";

await buildPages();
const embedding = await openEmbedding();
const browser = await openStrictBrowser();
// Whether the element's frame holds by itself: the product's content policy, which would hold too, is not heeded here.
const trusting = await openStrictBrowser(undefined, true);

/** The product's page with its element open. */
async function openProduct(context = browser): Promise<Page> {
  const { product } = embedding;
  const page = await context.newPage();
  await page.goto(`${product.url}/sign-in?next=/integrations`);
  if (await page.locator("#email").isVisible()) {
    await page.fill("#email", "maria@northwind.example");
    await page.fill("#password", "ledgerline-demo");
    await page.click("button.primary");
  }
  await page.goto(`${product.url}/integrations`);
  await page.frameLocator("stoa-marketplace iframe").getByRole("heading", { level: 1 }).waitFor();
  return page;
}

const shopAddress = (page: Page): string =>
  page
    .frames()
    .find((frame) => frame.url().startsWith(embedding.stoa))
    ?.url() ?? "";

/** Puts another page where the marketplace stood, in the same frame with the same sandbox. */
async function takeOver(page: Page, address: string): Promise<Frame> {
  await page.evaluate(`document.querySelector("stoa-marketplace").shadowRoot.querySelector("iframe").src = "${address}"`);
  return untilFrame(page, address);
}

async function untilFrame(page: Page, address: string): Promise<Frame> {
  for (let tries = 0; tries < 100; tries++) {
    const frame = page.frames().find((one) => one.url().startsWith(address));
    if (frame) {
      await frame.waitForLoadState();
      return frame;
    }
    await page.waitForTimeout(50);
  }
  throw new Error(`no frame shows ${address}`);
}

test("a hostile page in the element's frame cannot read the host's page, and a page of the host's own origin could", async () => {
  const page = await openProduct(trusting);
  const read = "(() => { try { return parent.document.title } catch (error) { return error.name } })()";
  const hostile = await takeOver(page, await servePage("<h1>hostile</h1>", "localhost"));
  assert.equal(await hostile.evaluate<string>(read), "SecurityError");
  await page.evaluate(`document.querySelector("stoa-marketplace").shadowRoot.querySelector("iframe").srcdoc = "<h1>own</h1>"`);
  const own = await untilFrame(page, "about:srcdoc");
  assert.match(await own.evaluate<string>(read), /Ledgerline/);
  await page.close();
});

test("it cannot lead the host's page elsewhere, and without the sandbox it could", async () => {
  const away = await servePage("<h1>away</h1>", "localhost");
  const hostile = await servePage(
    `<button onclick="try { window.top.location.href = '${away}' } catch (error) { document.title = error.name }">go</button>`,
    "localhost",
  );
  const page = await openProduct(trusting);
  const frame = await takeOver(page, hostile);
  await frame.getByRole("button").click();
  await frame.waitForFunction('document.title === "SecurityError"');
  assert.equal(new URL(page.url()).origin, embedding.product.url);
  await page.evaluate('document.querySelector("stoa-marketplace").shadowRoot.querySelector("iframe").removeAttribute("sandbox")');
  const free = await takeOver(page, `${hostile}/?again`);
  await free.getByRole("button").click();
  await page.waitForURL(`${away}/**`);
  await page.close();
});

test("it gets no token, whether in the element's frame or beside it; Stoa's page does", async () => {
  const asking = `<script>
    window.got = [];
    addEventListener("message", (event) => got.push(event.data));
    parent.postMessage({ stoa: "ask-token", ask: 7 }, "*");
  </script>`;
  const page = await openProduct(trusting);
  const shop = shopAddress(page);
  let signed = 0;
  page.on("request", (request) => (signed += request.url().endsWith("/integrations/token") ? 1 : 0));
  const hostile = await takeOver(page, await servePage(asking, "localhost"));
  // A page of Stoa's own origin, but not the element's frame.
  await page.evaluate(`
    const frame = document.createElement("iframe");
    frame.src = "${shop}";
    document.body.append(frame);`);
  const neighbour = await untilFrame(page, embedding.stoa);
  await neighbour.evaluate('parent.postMessage({ stoa: "ask-token", ask: 8 }, "*")');
  await page.waitForTimeout(300);
  assert.equal(signed, 0, "the host's server signed a token for a stranger");
  assert.deepEqual(await hostile.evaluate("got"), []);
  await page.evaluate('void document.querySelector("stoa-marketplace").open()');
  await page.frameLocator("stoa-marketplace iframe").getByRole("heading", { level: 1 }).waitFor();
  assert.equal(signed, 1);
  await page.close();
});

test("a page of an origin that is not registered cannot frame the shop, and a registered one can", async () => {
  const page = await openProduct();
  const shop = shopAddress(page);
  assert.match(shop, /\/shop\?side=side_/);
  const evil = await browser.newPage();
  const refused = evil.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
  await evil.goto(await servePage(`<iframe src="${shop}"></iframe>`));
  await refused;
  assert.ok(evil.frames().every((frame) => !frame.url().startsWith(embedding.stoa)));
  await evil.close();
  await page.close();
});

test("a page of a registered origin may call the API with its session, and a stranger's page may not read an answer", async () => {
  const page = await openProduct();
  const call = `fetch("${embedding.stoa}/v1/me", { headers: { authorization: "Bearer nobody" } }).then(
    (answer) => String(answer.status),
    (error) => error.name,
  )`;
  assert.equal(await page.evaluate<string>(call), "401");
  const evil = await browser.newPage();
  await evil.goto(await servePage("<h1>evil</h1>"));
  assert.equal(await evil.evaluate<string>(call), "TypeError");
  await evil.close();
  await page.close();
});
