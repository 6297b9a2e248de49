import type { Frame } from "playwright-core";
import { toWatched, type Sight } from "./sight.ts";

/**
 * Times what a person waits for, in the page itself: from the last key or press before it to the frame in which it has been drawn. A driver outside
 * looks only every now and then, and counts its own way there.
 */
export interface Watch {
  /** Begins to look; before the person acts. */
  begin(sights: readonly Sight[]): Promise<void>;
  /** Ms each sight took, in the order given, and what the page asked the server for meanwhile. `from` is an epoch time that began it elsewhere. */
  end(from?: number): Promise<Times>;
}

interface Times {
  took: number[];
  asked: Asked[];
}

/** Whoever waits longer than this is told that it will not come. */
const longestMs = 90_000;

/** One request of the page, in ms since the person acted. */
export interface Asked {
  path: string;
  at: number;
  ms: number;
}

const look = `(() => {
  if (window.stopwatch) return;
  const tags = { heading: "h1,h2,h3,h4,h5,h6", button: "button,[role=button]", region: "section,[role=region]" };
  const acts = [];
  const note = (event) => acts.push(performance.timeOrigin + event.timeStamp);
  for (const type of ["pointerup", "keydown", "input"]) addEventListener(type, note, true);
  const drawn = (element) => element.getClientRects().length > 0;
  const named = (element) => (element.getAttribute("aria-label") ?? element.textContent).replace(/\\s+/g, " ").trim();
  const fits = (said, { text, pattern, alone, as }) =>
    pattern !== undefined ? new RegExp(pattern).test(said) : alone || as !== "text" ? said === text : said.includes(text);
  const withText = ({ text }) => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    const first = text.slice(0, 12);
    while (walk.nextNode()) if (walk.currentNode.data.includes(first)) found.push(walk.currentNode.parentElement);
    return found;
  };
  const isThere = (sight) => {
    const among = sight.as === "text" ? withText(sight) : [...document.querySelectorAll(tags[sight.as])];
    return among.some((element) => fits(named(element), sight) && drawn(element)) !== sight.gone;
  };
  let under = { wanted: [], seen: [], began: 0, done: Promise.withResolvers() };
  let dirty = true;
  new MutationObserver(() => (dirty = true)).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  const turn = () => {
    const { wanted, seen } = under;
    if (dirty && wanted.length > 0) {
      dirty = false;
      // What is in the page now has been drawn when the next frame is asked for.
      wanted.forEach((sight, at) => seen[at] === undefined && isThere(sight) && ((seen[at] = 0), requestAnimationFrame(() => {
        seen[at] = performance.timeOrigin + performance.now();
        // Who sees the end has seen what comes before it.
        if (at === wanted.length - 1) under.done.resolve(wanted.map((_, each) => seen[each] || seen[at]));
      })));
    }
    requestAnimationFrame(turn);
  };
  requestAnimationFrame(turn);
  window.stopwatch = {
    begin: (wanted) => {
      performance.clearResourceTimings();
      acts.length = 0;
      dirty = true;
      under = { wanted, seen: [], began: performance.now(), done: Promise.withResolvers() };
    },
    end: async (from) => {
      const seen = await under.done.promise;
      const last = seen.at(-1);
      const act = from ?? acts.filter((at) => at <= seen[0]).at(-1) ?? performance.timeOrigin + under.began;
      const asked = performance.getEntriesByType("resource").map(({ name, startTime, duration }) => ({
        path: new URL(name).pathname, at: performance.timeOrigin + startTime - act, ms: duration }));
      return { took: seen.map((at) => at - act), asked: asked.filter(({ at }) => at < last - act) };
    },
  };
})()`;

export function watchOf(frame: () => Frame): Watch {
  return {
    async begin(sights) {
      await frame().evaluate(look);
      await frame().evaluate(`stopwatch.begin(${JSON.stringify(sights.map((sight) => toWatched(sight)))})`);
    },
    async end(from) {
      const late = AbortSignal.timeout(longestMs);
      const over = new Promise<never>((_, reject) => late.addEventListener("abort", () => reject(new Error("it was never drawn"))));
      return Promise.race([frame().evaluate<Times>(`stopwatch.end(${from ?? "undefined"})`), over]);
    },
  };
}
