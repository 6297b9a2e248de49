import type { TxCtx } from "../../../base/index.ts";
import { findFolded } from "../store/synonyms.ts";
import { singulars } from "../words/fold-text.ts";
import { nearness, type Meanings } from "../words/synonyms.ts";

const none: Meanings = new Map();

/** What the host of the shop that is searched says means the same; one row by its key. */
export async function readMeanings({ tx, scope }: TxCtx): Promise<Meanings> {
  if (scope.kind !== "customer" && scope.kind !== "side") return none;
  const pairs = await findFolded(tx, scope.sideId);
  return pairs.length === 0 ? none : toMeanings(pairs);
}

function toMeanings(pairs: readonly [string, string][]): Meanings {
  const found = new Map<string, { phrase: string; near: number }[]>();
  for (const [one, other] of pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]))
    for (const from of forms(one))
      found.set(from, [...(found.get(from) ?? []), ...forms(other).map((phrase) => ({ phrase, near: nearness.same }))]);
  return found;
}

/** A phrase, and with its last word in the singular. */
function forms(phrase: string): string[] {
  const words = phrase.split(" ");
  return singulars(words.at(-1) ?? "").map((last) => [...words.slice(0, -1), last].join(" "));
}
