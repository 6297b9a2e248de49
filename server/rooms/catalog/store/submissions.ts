import type { CheckResult, ListingContent, Manifest, Pictures, SubmissionState } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

export interface SubmissionRow {
  id: string;
  listingId: string;
  releaseId: string | null;
  state: SubmissionState;
  content: ListingContent;
  /** Those of its release. */
  pictures: Pictures;
  checks: CheckResult[];
  reason: string | null;
  createdAt: number;
  decidedAt: number | null;
}

const columns = `id, listing_id as "listingId", release_id as "releaseId", state, content, pictures, checks, reason, created_at as "createdAt", decided_at as "decidedAt"`;

export type NewSubmission = Pick<SubmissionRow, "id" | "listingId" | "releaseId" | "state" | "content" | "pictures" | "checks"> & {
  sideId: string;
  publisherId: string;
  now: number;
};

export async function insertSubmission(tx: Tx, row: NewSubmission): Promise<void> {
  await tx.run(
    `insert into catalog.submission (id, listing_id, side_id, publisher_id, release_id, state, content, checks, created_at, pictures)
     values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9::float8 / 1000), $10)`,
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
      JSON.stringify(row.pictures),
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

/** Every release the host approved at this listing. */
export function listApproved(tx: Tx, listingId: string): Promise<{ releaseId: string; manifest: Manifest }[]> {
  return tx.rows(
    `select distinct on (s.release_id) s.release_id as "releaseId", r.manifest from catalog.submission s join catalog.release r on r.id = s.release_id
     where s.listing_id = $1 and s.state = 'approved' order by s.release_id`,
    [listingId],
  );
}

/** Pictures the host approved at this listing, the last first. */
export async function listApprovedPictures(tx: Tx, listingId: string): Promise<Pictures[]> {
  const rows = await tx.rows<{ pictures: Pictures }>(
    "select pictures from catalog.submission where listing_id = $1 and state = 'approved' order by id desc limit 100",
    [listingId],
  );
  return rows.map(({ pictures }) => pictures);
}

/** The one that waits for review. */
export function findWaiting(tx: Tx, listingId: string): Promise<SubmissionRow | undefined> {
  return tx.row<SubmissionRow>(`select ${columns} from catalog.submission where listing_id = $1 and state = 'waiting'`, [listingId]);
}

export function newestSubmission(tx: Tx, listingId: string): Promise<SubmissionRow | undefined> {
  return tx.row<SubmissionRow>(`select ${columns} from catalog.submission where listing_id = $1 order by id desc limit 1`, [listingId]);
}
