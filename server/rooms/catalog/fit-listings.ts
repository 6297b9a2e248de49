import type { TxCtx } from "../../base/index.ts";
import { offeredTenant } from "./offer.ts";
import type { ListingCard } from "./store/listings.ts";
import { listListingRows, rankListingRows } from "./store/search.ts";
import { readMeanings } from "./synonyms/own-meanings.ts";
import { askWords } from "./words/ask-words.ts";
import { foldWords } from "./words/fold-text.ts";
import { nearness } from "./words/synonyms.ts";

/** Below, a word stands only in the description: found by a search, but not worth suggesting. */
const leastFit = 0.4;
const most = 30;

/** Published listings offered here that have these words where it matters, the best first. A service of a kind does not
 * stand for the kind, and nothing is spelled anew: whoever asks is a page. */
export async function fitListings(ctx: TxCtx, text: string): Promise<ListingCard[]> {
  const words = foldWords(text);
  if (words.length === 0) return [];
  const search = {
    ...shown,
    languages: ctx.languages ?? [],
    q: words.join(" "),
    asked: askWords(words, await readMeanings(ctx)).filter((way) => way.worth > nearness.named),
    order: "relevance" as const,
  };
  return (await rankListingRows(ctx.tx, await offeredTenant(ctx), search)).filter((row) => row.score >= leastFit);
}

/** The most installed that are offered here, of a category or of all. */
export async function popularListings(ctx: TxCtx, category: string | null): Promise<ListingCard[]> {
  return listListingRows(ctx.tx, await offeredTenant(ctx), { ...shown, languages: ctx.languages ?? [], category, order: "popular" });
}

const shown = { category: null, state: "published", waiting: false, offset: 0, limit: most } as const;
