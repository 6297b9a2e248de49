import type { ListingState } from "@stoa/contract";
import { transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { offeredTenant } from "./offer.ts";
import { spellWords } from "./spell-words.ts";
import type { ListingCard, ListingTenant } from "./store/listings.ts";
import { countCategories, countListingRows, listListingRows, listShopWords, rankListingRows, type ListingSearch } from "./store/search.ts";
import { readMeanings } from "./synonyms/own-meanings.ts";
import { askWords, wordsAsked } from "./words/ask-words.ts";
import { foldWords } from "./words/fold-text.ts";
import { listWords, wordsWithMeanings, type Meanings } from "./words/synonyms.ts";

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
  items: ListingCard[];
  next: string | null;
  total: number | null;
  categories: { name: string; count: number }[];
  /** What was searched for in place of `q`: words that stand nowhere in the shop are read as the nearest that do. */
  spelled: string | null;
}

/**
 * Listings the reader may see, by category, and by words when there are any: each as it is, by its stem in English and German, its beginning,
 * and what means the same; a rare word weighs more, and of listings as near the more installed one is first. Without words popular first.
 */
export async function searchListings(ctx: Ctx, input: SearchInput): Promise<ListingsFound> {
  return transaction(ctx, async (inner) => {
    const tenant = await offeredTenant(inner);
    const words = foldWords(input.q ?? "");
    const search = toSearch(ctx, input, words.length > 0);
    const found = words.length > 0 ? await findWords(inner, tenant, search, input.q ?? "", words) : await findAll(inner, tenant, search);
    const { rows, total, spelled } = found;
    return {
      items: rows.slice(0, search.limit),
      next: rows.length > search.limit ? String(search.offset + search.limit) : null,
      total: total > 10_000 ? null : total,
      categories: await countCategories(inner.tx, tenant, search.state),
      spelled,
    };
  });
}

interface Rows {
  rows: ListingCard[];
  total: number;
  spelled: string | null;
}

async function findAll({ tx }: TxCtx, tenant: ListingTenant, search: ListingSearch): Promise<Rows> {
  const rows = await listListingRows(tx, tenant, { ...search, limit: search.limit + 1 });
  return { rows, total: await countListingRows(tx, tenant, search), spelled: null };
}

async function findWords(ctx: TxCtx, tenant: ListingTenant, search: ListingSearch, q: string, words: string[]): Promise<Rows> {
  const own = await readMeanings(ctx);
  const found = await rank(ctx, tenant, search, q, words, own);
  const strange = wordsAsked(words).filter((_, n) => !found.known.includes(n));
  const spelled = strange.length > 0 ? await spell(ctx, tenant, search.state, words, { strange, own }) : null;
  if (spelled === null) return { ...found, spelled };
  const again = await rank(ctx, tenant, search, spelled, foldWords(spelled), own);
  return again.total > 0 ? { ...again, spelled } : { ...found, spelled: null };
}

async function rank(
  { tx }: TxCtx,
  tenant: ListingTenant,
  search: ListingSearch,
  q: string,
  words: string[],
  own: Meanings,
): Promise<Ranked> {
  const asked = { ...search, q: q.replaceAll("\0", "").toWellFormed().trim(), asked: askWords(words, own) };
  const rows = await rankListingRows(tx, tenant, { ...asked, limit: search.limit + 1 });
  const [first] = rows.length === 0 && search.offset > 0 ? await rankListingRows(tx, tenant, { ...asked, offset: 0, limit: 1 }) : rows;
  return { rows, total: first?.found ?? 0, known: first?.known ?? [] };
}

interface Ranked {
  rows: ListingCard[];
  total: number;
  known: number[];
}

/** The whole search with words that stand nowhere spelled as the shop spells them. */
async function spell(
  { tx }: TxCtx,
  tenant: ListingTenant,
  state: ListingState | null,
  words: readonly string[],
  { strange, own }: { strange: readonly string[]; own: Meanings },
): Promise<string | null> {
  const known = [...(await listShopWords(tx, tenant, state)), ...wordsWithMeanings, ...listWords(own)];
  return spellWords(words, known, new Set(strange));
}

function toSearch(ctx: Ctx, input: SearchInput, byWords: boolean): ListingSearch {
  return {
    category: input.category ?? null,
    state: ctx.scope.kind === "customer" ? "published" : (input.state ?? null),
    waiting: input.waiting ?? false,
    order: input.order ?? (byWords ? "relevance" : "popular"),
    offset: toOffset(input.after),
    limit: input.limit ?? 50,
    languages: ctx.languages ?? [],
  };
}

function toOffset(after = "0"): number {
  const offset = Number.parseInt(after, 10);
  return Number.isSafeInteger(offset) && offset > 0 ? Math.min(offset, 10_000) : 0;
}
