import type { ListingState } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";
import type { Asked } from "../words/ask-words.ts";
import { cardColumns, tenant, tenantValues, type ListingCard, type ListingTenant } from "./listings.ts";

export interface ListingSearch {
  category: string | null;
  state: ListingState | null;
  waiting: boolean;
  order: "relevance" | "popular" | "newest" | "title";
  offset: number;
  limit: number;
  /** Of the reader. */
  languages: readonly string[];
}

export interface WordSearch extends ListingSearch {
  /** As it was typed: a part of a title is found too. */
  q: string;
  asked: readonly Asked[];
}

const orders = {
  relevance: "l.installs desc, l.id desc",
  popular: "l.installs desc, l.id desc",
  newest: "coalesce(l.published_at, l.created_at) desc, l.id desc",
  title: "lower(l.title), l.id",
} as const;

const shop = `${tenant} and ($4::text is null or l.state = $4)
  and (not $5::boolean or exists (select from catalog.submission w where w.listing_id = l.id and w.state = 'waiting'))`;
const filtered = `${shop} and ($6::text is null or $6 = any (l.categories))`;

const values = (of: ListingTenant, search: Omit<ListingSearch, "order" | "offset" | "limit" | "languages">): unknown[] => [
  ...tenantValues(of),
  search.state,
  search.waiting,
  search.category,
];

/** A side holds at most some thousand listings: the policy's column is indexed, the rest is tried on what is left. */
export function listListingRows(tx: Tx, of: ListingTenant, search: ListingSearch): Promise<ListingCard[]> {
  return tx.rows<ListingCard>(
    `select ${cardColumns("$9")} from (select * from catalog.listing l where ${filtered} order by ${orders[search.order]} offset $7 limit $8) l
     order by ${orders[search.order]}`,
    [...values(of, search), search.offset, search.limit, search.languages],
  );
}

export async function countListingRows(tx: Tx, of: ListingTenant, search: ListingSearch): Promise<number> {
  const row = await tx.row<{ count: number }>(
    `select count(*) as count from (select from catalog.listing l where ${filtered} limit 10001) as found`,
    values(of, search),
  );
  return row?.count ?? 0;
}

export interface Found extends ListingCard {
  score: number;
  found: number;
  /** Which of the words stand anywhere in the shop. */
  known: number[];
}

/** So much of what is asked for, by the weight of its words, a listing must have; by how much popularity decides between near ones. */
const enough = 0.34;
const fame = 0.05;
/** What a word is worth where it stands beside what it is worth in a title: category and publisher, summary, description. */
const places = { b: 0.7, c: 0.6, d: 0.3 };

/** Each way to meet a word as a query, anywhere and by place. */
const ways = `ways as materialized (
  select n, worth, stem, replace(text, '@', '') as anywhere, query_of(replace(text, '@', '')) as query,
    query_of(replace(text, '@', 'A')) as a, query_of(replace(text, '@', 'B')) as b, query_of(replace(text, '@', 'C')) as c
  from jsonb_to_recordset($7::jsonb) as way (n int, worth float8, text text, stem boolean))`.replaceAll(
  /query_of\((replace\([^)]*\))\)/g,
  "case when stem then to_tsquery('english', $1) || to_tsquery('german', $1) else to_tsquery('simple', $1) end",
);

/**
 * The shop read once: of what has none of the words the text is not kept, so that the ways are tried on few. No part is joined with another but
 * the ways and their weights, which are few: a plan made before there are statistics is no worse.
 */
const hits = `any_of as materialized (
    select to_tsquery('simple', string_agg(anywhere, ' | ')) || to_tsquery('english', coalesce(string_agg(anywhere, ' | ') filter (where stem), ''))
      || to_tsquery('german', coalesce(string_agg(anywhere, ' | ') filter (where stem), '')) as query from ways
  ), shop as materialized (
    select l.id, l.installs, l.categories, position(lower($8) in lower(l.title)) as inside,
      $3::jsonb is null and position(lower($8) in lower(l.draft ->> 'title')) > 0 as drafted,
      case when l.search @@ (select query from any_of) then l.search end as search
    from catalog.listing l where ${shop}
  ), hits as materialized (
    select s.id, s.installs, s.inside, s.categories, w.n,
      max(w.worth * case when s.search @@ w.a then 1 when s.search @@ w.b then ${places.b} when s.search @@ w.c then ${places.c} else ${places.d} end) as score
    from shop s join ways w on s.search @@ w.query where s.search is not null group by s.id, s.installs, s.inside, s.categories, w.n
  )`;

/** A word that few listings have weighs more than one that all have; a listing that has it by the way counts for little. */
const weights = `weights as materialized (
    select n, ln(1 + (select count(*) from shop)::float8 / sum(score)) as weight from hits group by n
  ), whole as materialized (select sum(weight) as weight, array_agg(n) as known from weights)`;

/** Part of a title as it is typed is a find, too; for its publisher and the host also of one that is being written. */
const ranked = `found as (
    select id, installs, inside, categories, score * weight as score, weight, false as named from hits join weights using (n)
    union all
    select id, installs, inside, categories, 0, 0, true from shop where inside > 0 or drafted
  ), worth as (
    select id, installs, inside, sum(score) / (select weight from whole) as score, sum(weight) / (select weight from whole) as covered, bool_or(named) as named
    from found where $6::text is null or $6 = any (categories) group by id, installs, inside
  ), ranked as (
    select id, count(*) over () as found,
      (coalesce(score * covered, 0) + case inside when 0 then 0 when 1 then 0.3 else 0.15 end) * (1 + ${fame} * ln(1 + installs)) as score
    from worth where covered >= ${enough} or named
  )`;

/** The best first, where no other order is asked for. */
export function rankListingRows(tx: Tx, of: ListingTenant, search: WordSearch): Promise<Found[]> {
  const order = `${search.order === "relevance" ? "r.score desc, " : ""}${orders[search.order]}`;
  return tx.rows<Found>(
    `with ${ways}, ${hits}, ${weights}, ${ranked}, page as materialized (
       select r.* from ranked r join catalog.listing l on l.id = r.id order by ${order} offset $9 limit $10
     )
     select ${cardColumns("$11")}, r.found, r.score, (select known from whole) as known from page r join catalog.listing l on l.id = r.id order by ${order}`,
    [...values(of, search), JSON.stringify(search.asked), search.q, search.offset, search.limit, search.languages],
  );
}

export function countCategories(tx: Tx, of: ListingTenant, state: ListingState | null): Promise<{ name: string; count: number }[]> {
  return tx.rows(
    `select category as name, count(*) as count from catalog.listing l, unnest(l.categories) category
     where ${tenant} and ($4::text is null or l.state = $4) group by category order by count desc, category limit 50`,
    [...tenantValues(of), state],
  );
}

/** Words of the titles, summaries, categories and publishers the reader may see, the most frequent first. */
export function listShopWords(tx: Tx, of: ListingTenant, state: ListingState | null): Promise<{ word: string }[]> {
  return tx.rows(
    `select word from catalog.listing l, unnest(l.words) word where ${tenant} and ($4::text is null or l.state = $4)
     group by word order by count(*) desc, word limit 20000`,
    [...tenantValues(of), state],
  );
}
