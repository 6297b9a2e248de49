import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { buildPages } from "../journeys/open-journey.ts";
import { openEmbedding, openStrictBrowser, servePage } from "./open-embedding.ts";

await buildPages();
const embedding = await openEmbedding();
const browser = await openStrictBrowser();

/** The product's page with its element open. */
async function openProduct(): Promise<Page> {
  const { product } = embedding;
  const page = await browser.newPage();
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

test("a page of an origin that is not registered cannot frame the shop, and a registered one can", async () => {
  const page = await openProduct();
  const shop =
    page
      .frames()
      .find((frame) => frame.url().startsWith(embedding.stoa))
      ?.url() ?? "";
  assert.match(shop, /\/shop\?side=side_/);
  const evil = await browser.newPage();
  const refused: string[] = [];
  evil.on("console", (message) => refused.push(message.text()));
  await evil.goto(await servePage(`<iframe src="${shop}"></iframe>`));
  await evil.waitForTimeout(500);
  assert.ok(
    refused.some((text) => text.includes("frame-ancestors")),
    refused.join("\n"),
  );
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
