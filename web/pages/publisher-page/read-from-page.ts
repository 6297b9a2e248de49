import type { FromPage } from "@stoa/contract";

/** A page grows as it needs to; what is longer scrolls inside it. */
export const tallest = 4_000;

/** What a page said, where it is one of the things it may say; of anything else nothing is read. */
export function readFromPage(data: unknown): FromPage | undefined {
  if (typeof data !== "object" || data === null || !("stoa" in data)) return undefined;
  const { stoa } = data;
  if (stoa === "hello" || stoa === "run" || stoa === "settings") return { stoa };
  if (stoa !== "height" || !("height" in data) || typeof data.height !== "number" || !(data.height >= 0)) return undefined;
  return { stoa, height: Math.min(Math.ceil(data.height), tallest) };
}

/** Lets so many messages a second through: a page that shouts is not listened to. */
export function makeLimit(most: number, now: () => number): () => boolean {
  let [second, heard] = [0, 0];
  return () => {
    const at = Math.floor(now() / 1_000);
    [second, heard] = at === second ? [second, heard + 1] : [at, 1];
    return heard <= most;
  };
}
