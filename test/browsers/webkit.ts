import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Builder, By, until, type WebDriver, type WebElement } from "selenium-webdriver";
import { freePort } from "../../server/machine/testing/run-main.ts";
import { patienceMs, type Surface, type Where } from "./surface.ts";

/** Debian's WebKitGTK by its own WebDriver, on a screen that is not there. It keeps no cookies for sites within other sites by itself. */
export async function openWebKit(): Promise<Surface> {
  const screen = await startScreen();
  const port = await freePort();
  // The browser and what it brings keep caches under the home.
  const home = mkdtempSync(join(tmpdir(), "stoa-webkit-"));
  const server = spawn("WebKitWebDriver", [`--port=${port}`], {
    stdio: "ignore",
    env: { PATH: "/usr/bin:/bin", HOME: home, LANG: "en_GB.UTF-8", ...screen.env },
  });
  const stop = async (): Promise<void> => {
    await Promise.all([server, screen.process].map(end));
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  };
  try {
    const driver = await connect(`http://127.0.0.1:${port}`);
    return surfaceOf(driver, async () => {
      // Its driver may wait for ever for the browser to go.
      await Promise.race([driver.quit(), new Promise((resolve) => setTimeout(resolve, 5_000))]);
      await stop();
    });
  } catch (error) {
    await stop();
    throw error;
  }
}

async function connect(server: string): Promise<WebDriver> {
  for (let left = 100; ; left--) {
    try {
      const capabilities = { browserName: "MiniBrowser", "webkitgtk:browserOptions": { binary: miniBrowser, args: ["--automation"] } };
      return await new Builder().usingServer(server).withCapabilities(capabilities).build();
    } catch (error) {
      if (left === 0 || !/ECONNREFUSED/.test(String(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

const miniBrowser = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

async function surfaceOf(driver: WebDriver, close: () => Promise<void>): Promise<Surface> {
  const main = await driver.getWindowHandle();
  await driver.manage().window().setRect({ width: 1_280, height: 900, x: 0, y: 0 });
  const goTo = async (where: Where): Promise<void> => {
    if (where === "window") return driver.switchTo().window((await driver.wait(() => other(driver, main), patienceMs)) ?? main);
    await driver.switchTo().window(main);
    if (where === "frame") await driver.switchTo().frame(await shopFrame(driver));
  };
  // A frame or a part of it may be replaced between the look at it and what is done with it: then both are done again.
  const withPart = async (where: Where, xpath: string, work: (part: WebElement) => Promise<void>): Promise<void> => {
    for (const end = performance.now() + patienceMs; ;) {
      try {
        await goTo(where);
        const found = await driver.wait(until.elementLocated(By.xpath(xpath)), 2_000);
        return await work(await driver.wait(until.elementIsVisible(found), 2_000));
      } catch (cause) {
        if (performance.now() > end) throw new Error(`not there, or not to be used: ${xpath}`, { cause });
      }
    }
  };
  return {
    open: async (url) => driver.get(url),
    see: (where, xpath) => withPart(where, xpath, () => Promise.resolve()),
    press: (where, xpath) => withPart(where, xpath, (part) => part.click()),
    type: (where, xpath, written) => withPart(where, xpath, (part) => part.sendKeys(written)),
    async picture(path) {
      await goTo("page");
      writeFileSync(path, await driver.takeScreenshot(), "base64");
    },
    async words() {
      await goTo("frame");
      return driver.findElement(By.css("body")).getText();
    },
    close,
  };
}

/** The frame stands in the element's shadow, where no XPath looks. */
function shopFrame(driver: WebDriver): Promise<WebElement> {
  return driver.wait(async () => {
    const found = await driver.executeScript<WebElement | null>(
      "return document.querySelector('stoa-marketplace')?.shadowRoot?.querySelector('iframe') ?? null",
    );
    return found ?? undefined;
  }, patienceMs) as Promise<WebElement>;
}

async function other(driver: WebDriver, main: string): Promise<string | undefined> {
  return (await driver.getAllWindowHandles()).find((handle) => handle !== main);
}

async function startScreen(): Promise<{ process: ChildProcess; env: Record<string, string> }> {
  const process = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const told = process.stdio[3];
  if (!told) throw new Error("Xvfb tells no display");
  const number = await new Promise<string>((resolve, reject) => {
    process.once("error", reject).once("exit", () => reject(new Error("Xvfb ended")));
    told.once("data", (bytes: Buffer) => resolve(bytes.toString().trim()));
  });
  return { process, env: { DISPLAY: `:${number}` } };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 3_000);
  await gone;
  clearTimeout(late);
}
