import assert from "node:assert/strict";
import { join } from "node:path";
import type { Frame, FrameLocator, Page } from "playwright-core";
import { german } from "../../../web/words/german/index.ts";
import { findBarriers } from "../../../web/test/open-browser.ts";
import { openStrictBrowser } from "../../embed/open-embedding.ts";
import { openJourney } from "../open-journey.ts";
import type { Embedded } from "./embedded.ts";
import { keyboardOf, mouse, type Hands } from "./hands.ts";

export interface VisitorOptions {
  name: string;
  email: string;
  size: { width: number; height: number };
  keyboard?: boolean;
  /** Properties of the element: language and theme. */
  element?: { lang: "en" | "de"; theme: object };
}

/** What a test must never find in an address or a log. */
export const secrets = new Set<string>();
export const addresses: string[] = [];

/** A person in the product, at the marketplace in it. */
export interface Visitor {
  page: Page;
  hands: Hands;
  shop: FrameLocator;
  frame(): Frame;
  /** A text of the catalogue, in the language of the element. */
  say(text: string, values?: Record<string, string>): string;
  /** Does something and waits for what it brings; then looks: nobody is kept out, nothing scrolls sideways, nothing failed. */
  step(name: string, act: () => Promise<unknown>, shown: () => Promise<unknown>): Promise<void>;
  /** Milliseconds of each step, to what was awaited; and of the largest paint, from the frame's begin and from the product's page's. */
  took: Map<string, number>;
  paint(): Promise<void>;
}

const largestPaint = `new Promise((seen) => new PerformanceObserver((list) => {
  const ms = list.getEntries().at(-1).startTime;
  seen({ ms, at: performance.timeOrigin + ms });
}).observe({ type: "largest-contentful-paint", buffered: true }))`;

export async function visit({ product, stoa }: Embedded, options: VisitorOptions): Promise<Visitor> {
  const { name, size, element } = options;
  const journey = await openJourney({ name, context: await openStrictBrowser(size) });
  const { page, see, context } = journey;
  context.setDefaultTimeout(60_000);
  context.on("page", watch);
  watch(page);
  await signIn(page, product.url, options.email);
  await page.goto(`${product.url}/integrations`);
  if (element) await page.evaluate(`Object.assign(document.querySelector("stoa-marketplace"), ${JSON.stringify(element)})`);
  const shop = page.frameLocator("stoa-marketplace iframe");
  const frame = (): Frame => page.frames().find((one) => one.url().startsWith(`${stoa}/shop`)) ?? assert.fail("no frame");
  const took = new Map<string, number>();
  return {
    page,
    shop,
    frame,
    took,
    async paint() {
      const { ms, at } = await frame().evaluate<{ ms: number; at: number }>(largestPaint);
      took.set("largest paint in the frame", ms);
      took.set("largest paint since the product's page began", at - (await page.evaluate<number>("performance.timeOrigin")));
    },
    hands: options.keyboard ? keyboardOf(page) : mouse,
    say: (text, values = {}) =>
      (element?.lang === "de" ? (german[text] ?? assert.fail(`no German for ${text}`)) : text).replace(
        /\{(\w+)\}/g,
        (_, key: string) => values[key] ?? "",
      ),
    async step(what, act, shown) {
      const began = performance.now();
      try {
        await act();
        await shown();
      } catch (error) {
        const text = await frame().evaluate<string>("document.body.innerText");
        await page.screenshot({ path: join("test-artifacts", "journeys", name, "last.png") });
        throw new Error(`at the step ${what}, where stands:\n${text}`, { cause: error });
      }
      took.set(what, performance.now() - began);
      await see(what, shop);
      const barriers = [...(await findBarriers(page)), ...(await findBarriers(frame()))];
      assert.deepEqual(barriers, [], `at the step ${what}`);
      assert.equal(await frame().evaluate("document.documentElement.scrollWidth > window.innerWidth"), false, `${what} scrolls sideways`);
    },
  };
}

function watch(page: Page): void {
  page.on("request", (request) => addresses.push(request.url(), request.headers()["referer"] ?? ""));
  page.on("response", (response) => {
    if (!/\/(integrations\/token|embed\/sessions)$/.test(response.url()) || !response.ok()) return;
    void response.json().then(
      ({ token }: { token: string }) => secrets.add(token),
      () => undefined,
    );
  });
}

async function signIn(page: Page, product: string, email: string): Promise<void> {
  await page.goto(`${product}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("ledgerline-demo");
  await page.getByLabel("Password").press("Enter");
  await page.getByRole("heading", { level: 1 }).waitFor();
}
