import type { ListingContent, ListingState, Pictures, Showcase, Translations } from "@stoa/contract";
import { saidIn, type Tx } from "../../../base/index.ts";
import { foldText, foldWords } from "../words/fold-text.ts";
import { notePage } from "./pages.ts";

interface ListingHead {
  id: string;
  sideId: string;
  publisherId: string;
  publisherName: string;
  integrationId: string;
  integrationSlug: string;
  state: ListingState;
  title: string;
  summary: string;
  categories: string[];
  installs: number;
  reviewWaiting: boolean;
  publishedAt: number | null;
}

/** What a list draws of it, in its reader's languages. */
export interface ListingCard extends ListingHead {
  icon: string | null;
  said: Pick<Showcase, "language" | "translations">;
}

/** All of it, for its own page and what changes it. */
export interface ListingRow extends ListingHead {
  hostId: string;
  description: string;
  support: string;
  hosts: string[];
  draft: ListingContent;
  /** What the host approved with the text; none before. */
  showcase: Showcase;
  reason: string | null;
  /** What its customers get; null where no stable release was ever held against what the host approved. */
  shownReleaseId: string | null;
  /** Whom the host offers it: customers of these tiers, people of these groups; none means all. */
  tiers: string[];
  groups: string[];
  version: number;
}

const head = `l.id, l.side_id as "sideId", l.publisher_id as "publisherId", l.publisher_name as "publisherName",
  l.integration_id as "integrationId", l.integration_slug as "integrationSlug", l.state, l.title, l.summary, l.categories, l.installs,
  l.published_at as "publishedAt", exists (select from catalog.submission s where s.listing_id = l.id and s.state = 'waiting') as "reviewWaiting"`;
const columns = `${head}, l.host_id as "hostId", l.description, l.support, l.hosts, l.draft, l.showcase, l.reason, l.version,
  l.shown_release_id as "shownReleaseId", l.tiers, l.groups`;

/** @param languages of the reader: the place of a parameter */
export const cardColumns = (languages: string): string =>
  `${head}, l.icon, ${saidIn("l", { translations: "l.said", texts: "array[l.title, l.summary]", languages })} as said`;

/** Whose listings: the columns of the scope, null where the scope does not bind them. */
export interface ListingTenant {
  sideId: string | null;
  publisherId: string | null;
  /** A customer sees only what was ever published. */
  shownOnly: boolean;
  /** Of this, only what its host offers it. */
  offer?: { tier: string | null; groups: readonly string[]; hidden: readonly string[] };
}

const offered = `not (coalesce($3::jsonb -> 'hidden', '[]') ? l.id::text)
  and (l.tiers = '{}' or not $3::jsonb ? 'tier' or coalesce($3::jsonb ->> 'tier' = any (l.tiers), false))
  and (l.groups = '{}' or not $3::jsonb ? 'groups' or exists (select from jsonb_array_elements_text($3::jsonb -> 'groups') g where g = any (l.groups)))`;
export const tenant = `($1::uuid is null or l.side_id = $1) and ($2::uuid is null or l.publisher_id = $2)
  and ($3::jsonb is null or (l.published_at is not null and ${offered}))`;

export const tenantValues = (of: ListingTenant): unknown[] => [
  of.sideId,
  of.publisherId,
  of.shownOnly ? JSON.stringify(of.offer ?? {}) : null,
];

export function findListing(tx: Tx, of: ListingTenant, id: string): Promise<ListingRow | undefined> {
  return tx.row<ListingRow>(`select ${columns} from catalog.listing l where ${tenant} and l.id = $4`, [...tenantValues(of), id]);
}

export function lockListing(tx: Tx, of: ListingTenant, id: string): Promise<ListingRow | undefined> {
  return tx.row<ListingRow>(`select ${columns} from catalog.listing l where ${tenant} and l.id = $4 for update of l`, [
    ...tenantValues(of),
    id,
  ]);
}

export function lockListingAt(tx: Tx, publisherId: string, integrationId: string, sideId: string): Promise<ListingRow | undefined> {
  return tx.row<ListingRow>(
    `select ${columns} from catalog.listing l where l.publisher_id = $1 and l.integration_id = $2 and l.side_id = $3 for update of l`,
    [publisherId, integrationId, sideId],
  );
}

/** What stands in a side's shop. */
export function listPublished(tx: Tx, sideId: string, lock: boolean): Promise<ListingRow[]> {
  return tx.rows<ListingRow>(
    `select ${columns} from catalog.listing l where l.side_id = $1 and l.state = 'published' order by l.integration_id limit 1000${lock ? " for update of l" : ""}`,
    [sideId],
  );
}

/** Of a listing what decides which release its customers get. */
export type ListingShown = Pick<ListingRow, "id" | "sideId" | "hosts" | "publishedAt" | "shownReleaseId">;

/** Every listing of an integration, locked in a fixed order. */
export function lockListingsOf(tx: Tx, integrationId: string): Promise<ListingShown[]> {
  return tx.rows<ListingShown>(
    `select l.id, l.side_id as "sideId", l.hosts, l.published_at as "publishedAt", l.shown_release_id as "shownReleaseId"
     from catalog.listing l where l.integration_id = $1 order by l.id for update of l`,
    [integrationId],
  );
}

/** Is it in the shop, as this reader may see it? */
export async function isPublished(tx: Tx, of: ListingTenant, id: string): Promise<boolean | undefined> {
  const row = await tx.row<{ published: boolean }>(
    `select l.state = 'published' as published from catalog.listing l where ${tenant} and l.id = $4`,
    [...tenantValues(of), id],
  );
  return row?.published;
}

/** The pictures of its page, before it is published those of its stable release, and of what was handed in last where that waits or was approved. */
export function findPictures(tx: Tx, of: ListingTenant, id: string): Promise<{ shown: Pictures; handedIn: Pictures | null } | undefined> {
  return tx.row(
    `select coalesce(case when l.published_at is null then (select r.showcase from catalog.channel k join catalog.release r on r.id = k.release_id
         where k.integration_id = l.integration_id and k.name = 'stable') end, l.showcase) - 'translations' as shown,
       (select case when s.state in ('waiting', 'approved') then s.showcase - 'translations' end from catalog.submission s
         where s.listing_id = l.id order by s.id desc limit 1) as "handedIn"
     from catalog.listing l where ${tenant} and l.id = $4`,
    [...tenantValues(of), id],
  );
}

/** The release customers of this side get from now on, with its page. */
export async function setShown(tx: Tx, id: string, releaseId: string): Promise<void> {
  await tx.run("update catalog.listing set shown_release_id = $2 where id = $1", [id, releaseId]);
  await notePage(tx, id, releaseId);
}

export type NewListing = Pick<
  ListingRow,
  "id" | "sideId" | "hostId" | "publisherId" | "publisherName" | "integrationId" | "integrationSlug"
> & { now: number };

/** @returns whether it was new: of two at once one makes it. */
export async function insertListing(tx: Tx, row: NewListing, content: ListingContent): Promise<boolean> {
  const count = await tx.run(
    `insert into catalog.listing (id, side_id, host_id, publisher_id, publisher_name, integration_id, integration_slug, state, created_at,
       title, summary, description, categories, support, hosts, draft)
     values ($1, $2, $3, $4, $5, $6, $7, 'draft', to_timestamp($8::float8 / 1000), '', '', '', '{}', '', '{}', $9) on conflict (side_id, integration_id) do nothing`,
    [
      row.id,
      row.sideId,
      row.hostId,
      row.publisherId,
      row.publisherName,
      row.integrationId,
      row.integrationSlug,
      row.now,
      JSON.stringify(content),
    ],
  );
  return count === 1;
}

/** Keeps what the publisher is writing. */
export async function saveDraft(tx: Tx, id: string, publisherName: string, draft: ListingContent): Promise<void> {
  await tx.run("update catalog.listing set draft = $2, publisher_name = $3, version = version + 1 where id = $1", [
    id,
    JSON.stringify(draft),
    publisherName,
  ]);
}

type InWindow = Pick<ListingRow, "id" | "publisherName" | "title" | "summary" | "description" | "categories">;

/** The pictures its page shows from now on, and what it says in other languages, by which it is found too. */
export async function setShowcase(tx: Tx, listing: InWindow, showcase: Showcase): Promise<void> {
  await tx.run("update catalog.listing set showcase = $2 where id = $1", [listing.id, JSON.stringify(showcase)]);
  await indexTexts(tx, listing, showcase.translations);
}

/** Puts a text in the shop's window, and into its search. */
export async function showContent(tx: Tx, listing: { id: string; publisherName: string }, content: ListingContent): Promise<void> {
  const { title, summary, description, categories, support, hosts } = content;
  await tx.run(
    "update catalog.listing set title = $2, summary = $3, description = $4, categories = $5, support = $6, hosts = $7 where id = $1",
    [listing.id, title, summary, description, categories, support, hosts],
  );
  await indexTexts(tx, { ...content, ...listing });
}

/** What it is found by: its texts as they were written and in every language. */
async function indexTexts(tx: Tx, listing: InWindow, translations: Translations = {}): Promise<void> {
  const inAll = (text: string): string =>
    [text, ...Object.values(translations).flatMap((said) => (Object.hasOwn(said, text) ? (said[text] ?? []) : []))].join(" ");
  const [title, summary, description] = [inAll(listing.title), inAll(listing.summary), inAll(listing.description)];
  const name = [...listing.categories, listing.publisherName].join(" ");
  const words = [...new Set(foldWords([title, summary, name].join(" ")))].filter((word) => word.length > 2 && word.length <= 40);
  await tx.run(
    `update catalog.listing set words = $2, search = ${stems("$3", "A")} || ${stems("$4", "B")} || ${stems("$5", "C")} || ${stems("$6", "D")}
     where id = $1`,
    [listing.id, words, ...[title, name, summary, description].map(foldText)],
  );
}

/** A folded text by its words and their stems in both languages, marked with where it stands. */
function stems(value: string, field: string): string {
  const parts = ["simple", "english", "german"].map((language) => `to_tsvector('${language}', ${value})`);
  return `setweight(${parts.join(" || ")}, '${field}')`;
}

/** Moves the state from one known to another; undefined when somebody else moved it first. */
export function moveListing(
  tx: Tx,
  move: { id: string; from: ListingState; to: ListingState; reason: string | null; now: number },
): Promise<{ version: number } | undefined> {
  return tx.row(
    `update catalog.listing set state = $3, reason = $4, version = version + 1,
       published_at = case when $3 = 'published' then coalesce(published_at, to_timestamp($5::float8 / 1000)) else published_at end
     where id = $1 and state = $2 returning version`,
    [move.id, move.from, move.to, move.reason, move.now],
  );
}

export async function saveAudience(tx: Tx, id: string, audience: { tiers: string[]; groups: string[] }): Promise<{ version: number }> {
  const saved = await tx.row<{ version: number }>(
    "update catalog.listing set tiers = $2, groups = $3, version = version + 1 where id = $1 returning version",
    [id, audience.tiers, audience.groups],
  );
  return saved ?? { version: 0 };
}

export async function addToInstalls(tx: Tx, id: string, delta: number): Promise<void> {
  await tx.run("update catalog.listing set installs = greatest(0, installs + $2) where id = $1", [id, delta]);
}

/** Engine scope: the host side and whether it admitted this publisher. */
export function findAdmittingSide(tx: Tx, publisherId: string, sideId: string): Promise<{ hostId: string } | undefined> {
  return tx.row(
    `select s.host_id as "hostId" from identity.v_side s join identity.v_admission a on a.host_id = s.host_id where s.id = $2 and a.publisher_id = $1`,
    [publisherId, sideId],
  );
}
