import { usualLanguage, type CheckResult, type ListingContent, type Manifest, type Showcase, type SubmissionState } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

export interface SubmissionRow {
  id: string;
  listingId: string;
  releaseId: string | null;
  state: SubmissionState;
  content: ListingContent;
  /** That of its release. */
  showcase: Showcase;
  checks: CheckResult[];
  reason: string | null;
  createdAt: number;
  decidedAt: number | null;
}

const columns = `id, listing_id as "listingId", release_id as "releaseId", state, content, showcase, checks, reason, created_at as "createdAt", decided_at as "decidedAt"`;

export type NewSubmission = Pick<SubmissionRow, "id" | "listingId" | "releaseId" | "state" | "content" | "checks"> & {
  /** That of its release, where none is given. */
  showcase?: Showcase;
  sideId: string;
  publisherId: string;
  now: number;
};

export async function insertSubmission(tx: Tx, row: NewSubmission): Promise<void> {
  await tx.run(
    `insert into catalog.submission (id, listing_id, side_id, publisher_id, release_id, state, content, checks, created_at, showcase)
     values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9::float8 / 1000),
       coalesce($10::jsonb, (select r.showcase from catalog.release r where r.id = $5), '{"icon":null,"items":[]}'))`,
    [
      row.id,
      row.listingId,
      row.sideId,
      row.publisherId,
      row.releaseId,
      row.state,
      JSON.stringify(row.content),
      JSON.stringify(row.checks),
      row.now,
      row.showcase ? JSON.stringify(row.showcase) : null,
    ],
  );
}

/** Decides the one submission that waits; undefined when none does. */
export function decideWaiting(
  tx: Tx,
  decision: { listingId: string; to: SubmissionState; reason: string | null; now: number },
): Promise<SubmissionRow | undefined> {
  return tx.row<SubmissionRow>(
    `update catalog.submission set state = $2, reason = $3, decided_at = to_timestamp($4::float8 / 1000) where listing_id = $1 and state = 'waiting' returning ${columns}`,
    [decision.listingId, decision.to, decision.reason, decision.now],
  );
}

/** Releases the host approved at this listing, and the one its customers get. What they ask for is asked in every language. */
export function listApproved(tx: Tx, listingId: string, shown: string | null): Promise<{ manifest: Manifest }[]> {
  return tx.rows(
    `select r.manifest - 'translations' as manifest from catalog.release r where r.id in (
       select s.release_id from catalog.submission s where s.listing_id = $1 and s.state = 'approved' union all select $2::uuid) order by r.id`,
    [listingId, shown],
  );
}

/** What is to be looked at: in the same order and words, and said alike in other languages, however a column keeps it. */
const looks = (showcase: string): string => `jsonb_build_array(${showcase} #> '{icon,digest}',
  (select jsonb_agg(jsonb_build_array(item -> 'digest', item -> 'alt') order by at)
    from jsonb_array_elements(${showcase} -> 'items') with ordinality as each (item, at)),
  coalesce(${showcase} ->> 'language', '${usualLanguage}'), coalesce(${showcase} -> 'translations', '{}'))`;

export type ShowcaseNews = "same" | "approved" | "new";

/** What a release brings to a listing: what stands there or waits, what was approved there before while nothing waits, or news to its host. */
export async function compareShowcase(tx: Tx, listingId: string, releaseId: string): Promise<ShowcaseNews> {
  const row = await tx.row<{ news: ShowcaseNews }>(
    `select case when ${looks("coalesce(w.showcase, l.showcase)")} = b.looks then 'same'
       when w.id is null and exists (select from catalog.submission s where s.listing_id = l.id and s.state = 'approved' and ${looks("s.showcase")} = b.looks)
       then 'approved' else 'new' end as news
     from catalog.listing l cross join (select ${looks("r.showcase")} as looks from catalog.release r where r.id = $2 offset 0) b
       left join catalog.submission w on w.listing_id = l.id and w.state = 'waiting' where l.id = $1`,
    [listingId, releaseId],
  );
  return row?.news ?? "new";
}

/** The one that waits for review. */
export function findWaiting(tx: Tx, listingId: string): Promise<Pick<SubmissionRow, "id" | "content"> | undefined> {
  return tx.row("select id, content from catalog.submission where listing_id = $1 and state = 'waiting'", [listingId]);
}

/** With whether it would show anything that is not on show. */
export function newestSubmission(tx: Tx, listingId: string): Promise<(SubmissionRow & { newShowcase: boolean }) | undefined> {
  return tx.row(
    `select ${columns}, (select ${looks("l.showcase")} <> ${looks("s.showcase")} from catalog.listing l where l.id = s.listing_id) as "newShowcase"
     from catalog.submission s where s.listing_id = $1 order by s.id desc limit 1`,
    [listingId],
  );
}
