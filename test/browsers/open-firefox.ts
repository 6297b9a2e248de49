import { launch } from "puppeteer-core";
import type { Driver } from "./driver.ts";

/** Debian's Firefox ESR over WebDriver BiDi, with every third-party cookie and storage refused. */
export async function openFirefox(stoa: string): Promise<Driver> {
  const browser = await launch({
    browser: "firefox",
    executablePath: "/usr/bin/firefox-esr",
    headless: true,
    extraPrefsFirefox: { "network.cookie.cookieBehavior": 1 },
  });
  const [page = await browser.newPage()] = await browser.pages();
  return {
    async open(url) {
      await page.goto(url);
    },
    page: <T>(body: string) => page.evaluate(`(() => { ${body} })()`) as Promise<T>,
    async frame<T>(body: string) {
      const frame = page.frames().find((one) => one.url().startsWith(`${stoa}/shop`));
      return frame ? ((await frame.evaluate(`(() => { ${body} })()`)) as T) : undefined;
    },
    close: () => browser.close(),
  };
}
