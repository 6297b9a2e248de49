import { StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { fitListings, popularListings } from "../catalog/index.ts";
import { listInstalledListings } from "./store.ts";

type OfferedListing = Awaited<ReturnType<typeof fitListings>>[number];

/** What a page of the host's is about. */
export interface SuggestContext {
  /** A service by its name: `HubSpot`. */
  provider?: string | undefined;
  /** What the page shows: `invoices`. */
  object?: string | undefined;
  category?: string | undefined;
  /** Anything else that is said of it. */
  words?: string | undefined;
  limit?: number | undefined;
}

/** Why it is suggested: which part of the context it fits, as that was given; `popular` where nothing was. */
export interface Because {
  kind: "provider" | "object" | "words" | "category" | "popular";
  text: string | null;
}

export interface Suggestion {
  listing: OfferedListing;
  because: Because[];
}

/** How much more a named service says than a category; the order of each rule's own finds decides between equals. */
const weights: Record<Because["kind"], number> = { provider: 8, object: 4, words: 2, category: 1, popular: 0 };
const limits = { fallback: 3, most: 12 } as const;

/**
 * Listings that fit a page of the host's, at most `limit`, by rules: the named service before the object, that before other words and the category; who
 * fits more of them comes first. Only what is offered to this customer and not installed by it. Without a context the most installed.
 */
export async function suggestListings(ctx: Ctx, input: SuggestContext): Promise<Suggestion[]> {
  if (ctx.scope.kind !== "customer")
    throw new StoaError("forbidden", { what: "Suggestions are made for a customer.", fix: "Use an address below /v1/customers/." });
  const { customerId } = ctx.scope;
  return transaction(ctx, async (inner) => {
    const installed = new Set(await listInstalledListings(inner.tx, customerId));
    const found = await applyRules(inner, input);
    return found.filter(({ listing }) => !installed.has(listing.id)).slice(0, Math.min(input.limit ?? limits.fallback, limits.most));
  });
}

async function applyRules(ctx: TxCtx, { provider, object, words, category }: SuggestContext): Promise<Suggestion[]> {
  const rules: { because: Because; rows: OfferedListing[] }[] = [];
  const texts = { provider, object, words } as const;
  for (const [kind, text] of Object.entries(texts) as [keyof typeof texts, string | undefined][])
    if (text?.trim()) rules.push({ because: { kind, text: text.trim() }, rows: await fitListings(ctx, text) });
  const name = category?.trim().toLowerCase();
  if (name) rules.push({ because: { kind: "category", text: name }, rows: await popularListings(ctx, name) });
  if (rules.length === 0) rules.push({ because: { kind: "popular", text: null }, rows: await popularListings(ctx, null) });
  return weigh(rules);
}

function weigh(rules: readonly { because: Because; rows: readonly OfferedListing[] }[]): Suggestion[] {
  const found = new Map<string, Suggestion & { worth: number }>();
  for (const { because, rows } of rules)
    for (const [at, listing] of rows.entries()) {
      const one = found.get(listing.id) ?? { listing, because: [], worth: 0 };
      one.because.push(because);
      one.worth += weights[because.kind] + 1 / (at + 2);
      found.set(listing.id, one);
    }
  return [...found.values()].toSorted((one, other) => other.worth - one.worth);
}
