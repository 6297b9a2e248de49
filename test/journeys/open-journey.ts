import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BrowserContext, FrameLocator, Page } from "playwright-core";
import { collectFaults, openBrowser } from "../../web/test/open-browser.ts";

// The product's frame begins empty, which a browser takes for a page of the product's own before the marketplace is in it.
const expected = /^An iframe which has both allow-scripts and allow-same-origin/;

/** For what a new machine makes at first need, in ms: a runtime, and what is built in it. */
export const firstNeedMs = 400_000;

const root = join(import.meta.dirname, "../..");

/** One person at their browser, photographed step by step. */
export interface Journey {
  page: Page;
  context: BrowserContext;
  /** Photographs what stands there now. @throws AssertionError when the page, or the frame in it, shows an error or complained */
  see(step: string, where?: Page | FrameLocator): Promise<void>;
  close(): Promise<void>;
}

export interface JourneyOptions {
  /** Folder of its pictures below test-artifacts/journeys. */
  name: string;
  size?: { width: number; height: number };
  /** A browser with rules of its own, in place of an ordinary one. */
  context?: BrowserContext;
}

export async function openJourney({ name, size = { width: 1280, height: 800 }, context: own }: JourneyOptions): Promise<Journey> {
  const pictures = join(root, "test-artifacts", "journeys", name);
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  const context = own ?? (await openContext(size));
  // For a machine that does several things at once; on a quiet one nothing comes near it.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const faults = collectFaults(page);
  let steps = 0;
  return {
    page,
    context,
    async see(step, where = page) {
      await settle(where);
      await page.screenshot({ path: join(pictures, `${String(++steps).padStart(2, "0")}-${step}.png`) });
      const shown = await where.locator("[data-kind=error]").allInnerTexts();
      const complaints = faults.splice(0).filter((fault) => !expected.test(fault));
      assert.deepEqual([...shown, ...complaints], [], `at the step ${step}`);
    },
    async close() {
      await page.screenshot({ path: join(pictures, "last.png") }).catch(() => undefined);
      await (context.browser() ?? context).close();
    },
  };
}

async function openContext(viewport: { width: number; height: number }): Promise<BrowserContext> {
  const browser = await openBrowser();
  return browser.newContext({ viewport, locale: "en-GB", timezoneId: "Europe/Berlin", reducedMotion: "reduce" });
}

/** Until no skeleton stands there any more, and what came has been drawn. */
async function settle(where: Page | FrameLocator): Promise<void> {
  await where.locator("h1").first().waitFor({ state: "attached" });
  await where.locator('[aria-label="Loading"], [aria-busy="true"]').first().waitFor({ state: "detached" });
  await where
    .locator("h1")
    .first()
    .evaluate(() => new Promise((drawn) => setTimeout(drawn, 400)));
}

/** What the deployment serves must be the pages of this tree. */
export async function buildPages(): Promise<void> {
  const code =
    'import { ensureWebPages } from "./tools/bootstrap/web.mjs"; import { ensureToolchain } from "./tools/bootstrap/toolchain.mjs"; await ensureWebPages(await ensureToolchain("run"));';
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code], { cwd: root });
}

/** The deployment's own log beside the pictures, since its folder goes with it. */
export function keepLog(dataDir: string, name: string): void {
  const folder = join(root, "test-artifacts", "journeys", name);
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(dataDir, "machine", "stoa.log"), join(folder, "stoa.log"));
}
