import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { build } from "vite";
import { sampleNow } from "../gallery/samples.ts";
import { collectFaults, findBarriers, openBrowser } from "./open-browser.ts";
import { testHands, testKeys } from "./part-keys.ts";
import { serveFolder } from "./serve-folder.ts";

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const pictures = at("test-artifacts/look");
/** For a machine that does other things too. */
const patienceMs = 120_000;
const widths = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
/** Set by parts.long.test.ts. */
const more = process.env["LOOK_MORE"] === "1";
const parts = (process.env["LOOK_PARTS"] ?? "meanings,amounts,states,table,plots,log,form,shop").split(",");

let browser: Browser;
let server: Server;
let origin: string;

before(async () => {
  const outDir = at("test-artifacts/gallery");
  await build({ configFile: at("vite.config.ts"), mode: "gallery", logLevel: "warn", build: { outDir, emptyOutDir: true } });
  ({ server, origin } = await serveFolder(outDir));
  browser = await openBrowser();
  mkdirSync(pictures, { recursive: true });
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** One for all parts of a width and scheme: what it loaded once it keeps. */
function openContext(viewport: { width: number; height: number }, colorScheme: "light" | "dark"): Promise<BrowserContext> {
  return browser.newContext({ viewport, colorScheme, timezoneId: "Europe/Berlin", locale: "en-GB", reducedMotion: "reduce" });
}

async function openPart(page: Page, part: string): Promise<void> {
  await page.goto(`${origin}/parts?part=${part}`);
  await page.waitForFunction(() => document.querySelector("h1, h2") !== null && document.querySelector("[data-coming]") === null);
  await page.evaluate(async () => {
    await document.fonts.ready;
    // What is measured first and drawn then has been drawn.
    for (let frames = 0; frames < 5; frames++) await new Promise(requestAnimationFrame);
  });
}

const looks: [width: keyof typeof widths, scheme: "light" | "dark"][] = more
  ? [
      ["desk", "dark"],
      ["phone", "light"],
      ["phone", "dark"],
    ]
  : [["desk", "light"]];

for (const [name, scheme] of looks) {
  describe(`every part, ${name} ${scheme}`, () => {
    let context: BrowserContext;
    let page: Page;
    let faults: string[];
    before(async () => {
      context = await openContext(widths[name], scheme);
      page = await context.newPage();
      page.setDefaultTimeout(patienceMs);
      faults = collectFaults(page);
      await page.clock.setFixedTime(sampleNow);
    });
    after(() => context.close());

    for (const part of parts) {
      test(`${part} ${name} ${scheme}`, async () => {
        faults.length = 0;
        await openPart(page, part);
        await page.screenshot({ path: `${pictures}/${part}-${name}-${scheme}.png`, fullPage: true });
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.deepEqual(await findBarriers(page), []);
        assert.deepEqual(faults, []);
        assert.ok(sideways <= 0, `the page scrolls sideways by ${sideways} px`);
      });
    }
  });
}

async function open(query: string): Promise<Page> {
  const page = await browser.newPage({ viewport: widths.desk, reducedMotion: "reduce", baseURL: origin });
  page.setDefaultTimeout(patienceMs);
  await page.goto(`/parts?${query}`);
  await page.waitForSelector("h2");
  return page;
}

if (!more) {
  describe("keys", () => testKeys(open));
  describe("logs and forms", () => testHands(open));
}
