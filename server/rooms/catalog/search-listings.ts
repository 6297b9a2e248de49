import type { ListingState } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { offeredTenant } from "./offer.ts";
import { spellWords } from "./spell-words.ts";
import {
  countCategories,
  countListingRows,
  listShopWords,
  searchListingRows,
  type ListingRow,
  type ListingSearch,
} from "./store/listings.ts";

export interface SearchInput {
  q?: string | undefined;
  category?: string | undefined;
  /** Customers always get `published`. */
  state?: ListingState | undefined;
  waiting?: boolean | undefined;
  order?: ListingSearch["order"] | undefined;
  /** The `next` of the page before. */
  after?: string | undefined;
  limit?: number | undefined;
}

export interface ListingsFound {
  items: ListingRow[];
  next: string | null;
  total: number | null;
  categories: { name: string; count: number }[];
  /** What was searched for in place of `q`, of which nothing was found: the same words as the listings spell them. */
  spelled: string | null;
}

/**
 * Listings the reader may see: full text with the last word as it is typed, by category, by relevance when there are words, else popular first.
 * Where nothing is found, words that stand in no listing are read as the nearest that do.
 */
export async function searchListings(ctx: Ctx, input: SearchInput): Promise<ListingsFound> {
  return transaction(ctx, async (inner) => {
    const { tx } = inner;
    const tenant = await offeredTenant(inner);
    const asked = toSearch(ctx, input);
    const found = await countListingRows(tx, tenant, asked);
    const spelled = found === 0 && asked.q !== null ? spellWords(wordsOf(asked.q), await listShopWords(tx, tenant, asked.state)) : null;
    const search = spelled === null ? asked : toSearch(ctx, { ...input, q: spelled });
    const rows = await searchListingRows(tx, tenant, { ...search, limit: search.limit + 1 });
    const total = spelled === null ? found : await countListingRows(tx, tenant, search);
    const categories = await countCategories(inner.tx, tenant, search.state);
    const next = rows.length > search.limit ? String(search.offset + search.limit) : null;
    return {
      items: rows.slice(0, search.limit),
      next,
      total: total > 10_000 ? null : total,
      categories,
      spelled: total > 0 ? spelled : null,
    };
  });
}

function toSearch(ctx: Ctx, input: SearchInput): ListingSearch {
  const words = wordsOf(input.q ?? "");
  return {
    q: words.length > 0 ? (input.q ?? "") : null,
    prefixes: words.length > 0 ? words.map((word) => `${word}:*`).join(" & ") : null,
    category: input.category ?? null,
    state: ctx.scope.kind === "customer" ? "published" : (input.state ?? null),
    waiting: input.waiting ?? false,
    order: input.order ?? (words.length > 0 ? "relevance" : "popular"),
    offset: toOffset(input.after),
    limit: input.limit ?? 50,
  };
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function toOffset(after = "0"): number {
  const offset = Number.parseInt(after, 10);
  return Number.isSafeInteger(offset) && offset > 0 ? Math.min(offset, 10_000) : 0;
}
