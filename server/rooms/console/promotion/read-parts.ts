import { showId, type LimitBody, type Showcase, type ProviderDefinition, type SynonymPair } from "@stoa/contract";
import type { TxCtx } from "../../../base/index.ts";
import { readShop, readSynonyms, type ShopListing } from "../../catalog/index.ts";
import { readDescribed } from "../../connections/index.ts";
import { readDeclared, type Declared } from "../../gateway/index.ts";
import { readSharedLimits } from "../../runs/index.ts";

/** What is promoted as one: its fields as people compare them, and what it is made of. */
export type Part = { name: string; fields: Record<string, string> } & (
  | { kind: "look"; look: Record<string, string> }
  | { kind: "synonyms"; pairs: SynonymPair[] }
  | { kind: "listing"; listing: ShopListing }
  | { kind: "actions" | "calls"; declared: Declared }
  | { kind: "provider"; definition: ProviderDefinition }
  | { kind: "limit"; limit: { id: string; body: LimitBody } }
);

/** Everything of a side that is promoted, by key; customers, connections, keys, secrets and webhooks are each side's own. */
export async function readParts(ctx: TxCtx, look: Record<string, string>, lock?: "lock"): Promise<Map<string, Part>> {
  const declared = await readDeclared(ctx, lock);
  const shop = await readShop(ctx, lock);
  const described = await readDescribed(ctx, lock);
  const limits = await readSharedLimits(ctx, lock);
  const pairs = await readSynonyms(ctx, lock);
  const titles = new Map(shop.map((listing) => [showId("integration", listing.integrationId), listing.title]));
  return new Map<string, Part>([
    ["look", { kind: "look", name: "Look and words of the frame", fields: look, look }],
    ...(pairs ? [["synonyms", wordsOf(pairs)] as [string, Part]] : []),
    ...(declared ? partsOf(declared) : []),
    ...described.map((one): [string, Part] => [
      `provider:${one.name}`,
      { kind: "provider", name: one.title, fields: textsOf(one), definition: one },
    ]),
    ...shop.map((one): [string, Part] => [`listing:${showId("integration", one.integrationId)}`, partOf(one)]),
    ...limits.map(({ id, kind, subject, body }): [string, Part] => {
      const { kind: _kind, plan: _plan, subject: _subject, ...values } = body;
      const name = kind === "plan" ? `Plan ${subject}` : (titles.get(subject) ?? subject);
      return [`limit:${kind}:${subject}`, { kind: "limit", name, fields: textsOf(values), limit: { id, body } }];
    }),
  ]);
}

/** Each pair by itself, so that what was added or left out is seen. */
function wordsOf(pairs: SynonymPair[]): Part {
  const fields = Object.fromEntries(pairs.map(({ word, means }) => [`${word} = ${means}`, "mean the same"]));
  return { kind: "synonyms", name: "Search words", fields, pairs };
}

function partsOf(declared: Declared): [string, Part][] {
  const { api, actions } = declared;
  const each = Object.fromEntries(
    actions.map((one) => [one.name, `${one.method} ${one.path}, ${one.title}${one.scopes.length > 0 ? `, ${one.scopes.join(" ")}` : ""}`]),
  );
  const closed = api.closed.length === 0 ? {} : { "left out": String(api.closed.length) };
  return [
    [
      "actions",
      {
        kind: "actions",
        name: `${api.title} ${api.versionText}`,
        fields: { document: `${api.title} ${api.versionText}`, ...closed, ...each },
        declared,
      },
    ],
    [
      "calls",
      { kind: "calls", name: "How your API is called", fields: { way: api.way, header: api.header, prefix: api.prefix }, declared },
    ],
  ];
}

function partOf(listing: ShopListing): Part {
  const { title, summary, description, categories, support, hosts, tiers, groups, showcase, release } = listing;
  const said = release ? `${release.number} (${release.version})` : "";
  return {
    kind: "listing",
    name: title,
    fields: textsOf({ title, summary, description, categories, support, hosts, tiers, groups, release: said, ...besides(showcase) }),
    listing,
  };
}

const besides = ({ icon, items, translations = {} }: Showcase) => ({
  icon: icon?.digest.slice(0, 12),
  languages: Object.entries(translations).map(([language, words]) => `${language}: ${Object.values(words).join(" | ")}`),
  pictures: items.map(({ alt, digest }) => `${alt} (${digest.slice(0, 12)})`),
});

/** Values as texts; what is empty or null is not there. */
function textsOf(values: object): Record<string, string> {
  const texts = Object.entries(values).map(([name, value]: [string, unknown]) => [name, textOf(value)] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== ""));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join(", ");
  return JSON.stringify(value);
}
