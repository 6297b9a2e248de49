import type { ListingState } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { offeredTenant } from "./offer.ts";
import { countCategories, countListingRows, searchListingRows, type ListingRow, type ListingSearch } from "./store/listings.ts";

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
}

/** Listings the reader may see: full text with the last word as it is typed, by category, by relevance when there are words, else popular first. */
export async function searchListings(ctx: Ctx, input: SearchInput): Promise<ListingsFound> {
  const search = toSearch(ctx, input);
  return transaction(ctx, async (inner) => {
    const tenant = await offeredTenant(inner);
    const rows = await searchListingRows(inner.tx, tenant, { ...search, limit: search.limit + 1 });
    const total = await countListingRows(inner.tx, tenant, search);
    const categories = await countCategories(inner.tx, tenant, search.state);
    const next = rows.length > search.limit ? String(search.offset + search.limit) : null;
    return { items: rows.slice(0, search.limit), next, total: total > 10_000 ? null : total, categories };
  });
}

function toSearch(ctx: Ctx, input: SearchInput): ListingSearch {
  const words = (input.q ?? "").toLowerCase().match(/[\p{L}\p{N}]+/gu);
  return {
    q: words && (input.q ?? ""),
    prefixes: words && words.map((word) => `${word}:*`).join(" & "),
    category: input.category ?? null,
    state: ctx.scope.kind === "customer" ? "published" : (input.state ?? null),
    waiting: input.waiting ?? false,
    order: input.order ?? (words ? "relevance" : "popular"),
    offset: toOffset(input.after),
    limit: input.limit ?? 50,
  };
}

function toOffset(after = "0"): number {
  const offset = Number.parseInt(after, 10);
  return Number.isSafeInteger(offset) && offset > 0 ? Math.min(offset, 10_000) : 0;
}
