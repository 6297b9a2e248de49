import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Frame, FrameLocator, Page } from "playwright-core";
import { german } from "../../../web/words/german/index.ts";
import { findBarriers } from "../../../web/test/open-browser.ts";
import { openStrictBrowser } from "../../embed/open-embedding.ts";
import { openJourney } from "../open-journey.ts";
import type { Embedded } from "./embedded.ts";
import { keyboardOf, mouse, type Hands } from "./hands.ts";
import { locate, type Sight } from "./sight.ts";
import { watchOf, type Asked } from "./stopwatch.ts";
import { title } from "./letters.ts";

export interface VisitorOptions {
  name: string;
  email: string;
  size: { width: number; height: number };
  keyboard?: boolean;
  /** Properties of the element: language and theme. */
  element?: { lang: "en" | "de"; theme: object };
  /** False leaves out pictures and checks of each step: it is only timed, and the person reads a moment in between. */
  looks?: boolean;
}

/** As long as a person at least reads before they act again. */
const readingMs = 1_000;

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
  /**
   * Does something and waits for what it brings; then looks: nobody is kept out, nothing scrolls sideways, nothing failed.
   * Of more than one sight the last is the end, and the first that the page has answered. `act` may say when the person acted, where that was in another window.
   */
  step(name: string, act: () => Promise<unknown>, sights: readonly [Sight, ...Sight[]]): Promise<void>;
  /** Milliseconds of each step to each of its sights; and of the first load and its largest paint, from the product's page's begin. */
  took: Map<string, number[]>;
  /** What the page asked the server for at each step. */
  asked: Map<string, Asked[]>;
  close(): Promise<void>;
}

const largestPaint = `new Promise((seen) => new PerformanceObserver((list) => {
  seen(performance.timeOrigin + list.getEntries().at(-1).startTime);
}).observe({ type: "largest-contentful-paint", buffered: true }))`;
const shifted = `new Promise((told) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => told(sum), 100);
})`;

export async function visit({ product, stoa }: Embedded, options: VisitorOptions): Promise<Visitor> {
  const { name, size, element, looks = true } = options;
  const journey = await openJourney({ name, context: await openStrictBrowser(size) });
  const { page, see, context } = journey;
  context.setDefaultTimeout(60_000);
  context.on("page", watch);
  watch(page);
  await signIn(page, product.url, options.email);
  const shop = page.frameLocator("stoa-marketplace iframe");
  const frame = (): Frame => page.frames().find((one) => one.url().startsWith(`${stoa}/shop`)) ?? assert.fail("no frame");
  const took = new Map<string, number[]>();
  const asked = new Map<string, Asked[]>();
  const stopwatch = watchOf(frame);
  const visitor: Visitor = {
    page,
    shop,
    frame,
    took,
    asked,
    hands: options.keyboard ? keyboardOf(page) : mouse,
    say: sayIn(element?.lang),
    step,
    close: () => context.close(),
  };
  if (element) await page.addInitScript(dress, element);
  await enter(visitor, product.url);
  return visitor;

  async function step(what: string, act: () => Promise<unknown>, sights: readonly [Sight, ...Sight[]]): Promise<void> {
    try {
      await stopwatch.begin(sights);
      const from = await act();
      const seen = await stopwatch.end(typeof from === "number" ? from : undefined);
      took.set(what, seen.took);
      asked.set(what, seen.asked);
      for (const sight of sights.slice(-1)) await locate(shop, sight).waitFor({ state: sight.gone ? "detached" : "visible" });
    } catch (error) {
      const text = await frame().evaluate<string>("document.body.innerText");
      await page.screenshot({ path: join("test-artifacts", "journeys", name, "last.png") });
      throw new Error(`at the step ${what}, where stands:\n${text}`, { cause: error });
    }
    if (!looks) return wait(readingMs);
    await see(what, shop);
    await lookAround(visitor, what);
  }
}

/** The product's page with the marketplace in it, to the largest paint. */
async function enter({ page, shop, frame, took }: Visitor, product: string): Promise<void> {
  await page.goto(`${product}/integrations`);
  await shop.getByRole("link", { name: new RegExp(title) }).waitFor();
  await wait(readingMs);
  const began = await page.evaluate<number>("performance.timeOrigin");
  took.set("largest paint", [(await frame().evaluate<number>(largestPaint)) - began]);
  took.set("layout shift", [await frame().evaluate<number>(shifted)]);
}

/** Nobody is kept out, nothing scrolls sideways. */
async function lookAround({ page, frame }: Visitor, what: string): Promise<void> {
  const barriers = [...(await findBarriers(page)), ...(await findBarriers(frame()))];
  assert.deepEqual(barriers, [], `at the step ${what}`);
  assert.equal(await frame().evaluate("document.documentElement.scrollWidth > window.innerWidth"), false, `${what} scrolls sideways`);
}

const sayIn =
  (lang: "en" | "de" | undefined): Visitor["say"] =>
  (text, values = {}) =>
    (lang === "de" ? (german[text] ?? assert.fail(`no German for ${text}`)) : text).replace(
      /\{(\w+)\}/g,
      (_, key: string) => values[key] ?? "",
    );

/** The element wears what the host says from its first moment. */
function dress(element: object): void {
  const { document } = globalThis as unknown as {
    document: { addEventListener(type: string, listener: () => void): void; querySelector(name: string): object };
  };
  document.addEventListener("readystatechange", () => {
    const found = document.querySelector("stoa-marketplace");
    if (found) Object.assign(found, element);
  });
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
