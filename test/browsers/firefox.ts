import { writeFileSync } from "node:fs";
import puppeteer, { type Frame, type Page } from "puppeteer-core";
import { patienceMs, type Surface, type Where } from "./surface.ts";

/** Debian's Firefox ESR by WebDriver BiDi; it keeps no cookies for sites within other sites. */
export async function openFirefox(): Promise<Surface> {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: "/usr/bin/firefox-esr",
    headless: true,
    extraPrefsFirefox: { "network.cookie.cookieBehavior": 1, "intl.accept_languages": "en-GB", "ui.prefersReducedMotion": 1 },
    defaultViewport: { width: 1_280, height: 900 },
    timeout: patienceMs,
  });
  const page = await browser.newPage();
  const known = new Set<Page>(await browser.pages());
  const window = async (): Promise<Page | undefined> => (await browser.pages()).find((one) => !known.has(one));
  const place = (where: Where): Promise<Frame> => waitFor(where, () => placeNow(where));
  const placeNow = async (where: Where): Promise<Frame | undefined> => {
    if (where === "window") return (await window())?.mainFrame();
    return where === "page" ? page.mainFrame() : page.frames().find((frame) => frame.parentFrame() && frame.url().includes("/shop"));
  };
  const part = async (where: Where, xpath: string) =>
    (await place(where)).locator(`::-p-xpath(${xpath})`).setTimeout(patienceMs).setVisibility("visible");
  return {
    open: async (url) => void (await page.goto(url)),
    see: async (where, xpath) => void (await (await part(where, xpath)).wait()),
    press: async (where, xpath) => (await part(where, xpath)).click(),
    async type(where, xpath, text) {
      await (await part(where, xpath)).click();
      await (where === "window" ? ((await window()) ?? page) : page).keyboard.type(text);
    },
    picture: async (path) => writeFileSync(path, await page.screenshot()),
    words: async () => String(await (await placeNow("frame"))?.evaluate("document.body.innerText")),
    close: () => browser.close(),
  };
}

async function waitFor<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const until = performance.now() + patienceMs; performance.now() < until;) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`there is no ${what}`);
}
