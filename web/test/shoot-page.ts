import { readFileSync, existsSync } from "node:fs";
import { extname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { collectFaults, findBarriers } from "./open-browser.ts";
import { pagePolicy } from "./serve-folder.ts";

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
};

export interface ShotOptions {
  url: string;
  /** The session's secret, as the cookie holds it; none for a stranger. */
  token?: string | undefined;
  path: string;
  picture: string;
  size: { width: number; height: number };
  scheme: "light" | "dark";
  /** Built pages to show in place of the deployment's own. */
  dist?: string | undefined;
  before?: ((page: Page) => Promise<void>) | undefined;
}

/** Opens a page of a deployment, photographs it, and tells what is wrong with it. */
export async function shootPage(browser: Browser, options: ShotOptions): Promise<string[]> {
  const context = await browser.newContext({
    viewport: options.size,
    colorScheme: options.scheme,
    timezoneId: "Europe/Berlin",
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  if (options.token)
    await context.addCookies([{ name: "stoa_session", value: options.token, url: options.url, httpOnly: true, sameSite: "Lax" }]);
  try {
    return await shoot(await context.newPage(), options);
  } finally {
    await context.close();
  }
}

async function shoot(page: Page, options: ShotOptions): Promise<string[]> {
  const faults = collectFaults(page);
  if (options.dist) await serveInstead(page, options.url, options.dist);
  await page.goto(options.url + options.path, { waitUntil: "load" });
  await page.waitForFunction(
    () => document.querySelector("h1") !== null && document.querySelector('[aria-label="Loading"], [aria-busy="true"]') === null,
    undefined,
    { timeout: 30_000 },
  );
  await page.waitForTimeout(600);
  await options.before?.(page);
  await page.screenshot({ path: options.picture, fullPage: true });
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const barriers = await findBarriers(page);
  return [...barriers, ...faults, ...(sideways > 0 ? [`scrolls sideways by ${sideways} px`] : [])];
}

async function serveInstead(page: Page, url: string, dist: string): Promise<void> {
  await page.route(`${url}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (/^\/(v1|git|hooks|embed)\//.test(pathname)) return route.continue();
    const file = extname(pathname) && existsSync(join(dist, pathname)) ? pathname : "/index.html";
    return route.fulfill({
      body: readFileSync(join(dist, file)),
      contentType: types[extname(file)] ?? "application/octet-stream",
      headers: { "content-security-policy": pagePolicy },
    });
  });
}
