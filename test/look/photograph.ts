import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { collectFaults, findBarriers } from "../../web/test/open-browser.ts";
import type { Scene } from "./list-scenes.ts";

export const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
export const schemes = ["light", "dark"] as const;

export interface Shot {
  scene: Scene;
  size: keyof typeof sizes;
  scheme: (typeof schemes)[number];
}

/** A picture that was taken, and what is wrong with its page. */
export interface Seen extends Shot {
  /** Below the folder. */
  file: string;
  faults: string[];
}

interface Work {
  url: string;
  folder: string;
  shots: readonly Shot[];
  say(text: string): void;
}

/** Takes every picture, two at a time. */
export async function photograph(browser: Browser, { url, folder, shots, say }: Work): Promise<Seen[]> {
  const seen: Seen[] = [];
  const left = [...shots];
  const worker = async (): Promise<void> => {
    for (let shot = left.shift(); shot; shot = left.shift()) {
      const file = `${shot.scene.name}-${shot.size}-${shot.scheme}.png`;
      const faults = await within(limitMs, take(browser, url, shot, join(folder, file))).catch((error: unknown) => [
        `not photographed: ${String(error)}`,
      ]);
      seen.push({ ...shot, file, faults });
      if (seen.length % 20 === 0) say(`${seen.length} of ${shots.length} pictures`);
    }
  };
  await Promise.all([worker(), worker()]);
  return seen.toSorted((a, b) => shots.findIndex((shot) => isSame(shot, a)) - shots.findIndex((shot) => isSame(shot, b)));
}

const limitMs = 90_000;

/** A page that never comes to rest must not hold up the others. */
function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(ms);
  return Promise.race([work, new Promise<never>((_, reject) => late.addEventListener("abort", () => reject(new Error("took too long"))))]);
}

function isSame(one: Shot, other: Shot): boolean {
  return one.scene === other.scene && one.size === other.size && one.scheme === other.scheme;
}

async function take(browser: Browser, url: string, { scene, size, scheme }: Shot, path: string): Promise<string[]> {
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme: scheme,
    timezoneId: "Europe/Berlin",
    locale: "en-GB",
    reducedMotion: "reduce",
    hasTouch: size === "phone",
  });
  try {
    return await shoot(context, url, scene, path);
  } finally {
    await context.close();
  }
}

async function shoot(context: BrowserContext, url: string, scene: Scene, path: string): Promise<string[]> {
  const { seat } = scene;
  if (seat) {
    const value = (await seat.freshToken?.()) ?? seat.token;
    await context.addCookies([{ name: "stoa_session", value, url, httpOnly: true, sameSite: "Lax" }]);
  }
  const page = await context.newPage();
  const faults = collectFaults(page);
  await scene.before?.(page);
  await page.goto(url + scene.path, { waitUntil: "load" });
  await settle(page, scene.loading ?? false);
  await scene.act?.(page);
  await page.screenshot({ path, fullPage: !scene.fold });
  const sideways = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
  const barriers = await findBarriers(page);
  const complaints = faults.filter((fault) => !scene.expected?.test(fault));
  return [...barriers, ...complaints, ...(sideways > 0 ? [`scrolls sideways by ${sideways} px`] : [])];
}

/** Until the page's head stands there and, unless loading is what is looked at, no skeleton any more. */
async function settle(page: Page, loading: boolean): Promise<void> {
  await page.locator("h1").first().waitFor({ state: "attached" });
  if (!loading) {
    await page.locator('[aria-label="Loading"], [aria-busy="true"]').first().waitFor({ state: "detached" });
  }
  await page.waitForTimeout(700);
}
