import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { sampleNow } from "../gallery/samples.ts";
import { collectFaults, findBarriers, openBrowser } from "./open-browser.ts";
import { serveFolder } from "./serve-folder.ts";

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const pictures = at("test-artifacts/look");
const widths = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const parts = (process.env["LOOK_PARTS"] ?? "meanings,amounts,states,table,plots,log,form,shop").split(",");

let browser: Browser;
let server: Server;
let origin: string;

before(async () => {
  await build({
    configFile: at("vite.config.ts"),
    mode: "gallery",
    logLevel: "warn",
    build: { outDir: at("test-artifacts/gallery"), emptyOutDir: true },
  });
  ({ server, origin } = await serveFolder(at("test-artifacts/gallery")));
  browser = await openBrowser();
  mkdirSync(pictures, { recursive: true });
});

after(async () => {
  await browser?.close();
  server?.close();
});

async function openPart(
  part: string,
  size: { width: number; height: number },
  scheme: "light" | "dark",
): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: scheme,
    timezoneId: "Europe/Berlin",
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(sampleNow);
  const faults = collectFaults(page);
  await page.goto(`${origin}/parts?part=${part}`);
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(250);
  return { page, faults };
}

describe("every part, in both themes and widths", () => {
  for (const [name, size] of Object.entries(widths)) {
    for (const scheme of ["light", "dark"] as const) {
      for (const part of parts) {
        test(`${part} ${name} ${scheme}`, async () => {
          const { page, faults } = await openPart(part, size, scheme);
          await page.screenshot({ path: `${pictures}/${part}-${name}-${scheme}.png`, fullPage: true });
          const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          const barriers = await findBarriers(page);
          await page.context().close();
          assert.deepEqual(barriers, []);
          assert.deepEqual(faults, []);
          assert.ok(sideways <= 0, `the page scrolls sideways by ${sideways} px`);
        });
      }
    }
  }
});
