import type { Tx } from "../../../base/index.ts";

/** Notes the page of a release that a listing's customers are given now. */
export async function notePage(tx: Tx, listingId: string, releaseId: string): Promise<void> {
  await tx.run(
    `insert into catalog.shown_page (listing_id, digest, side_id, publisher_id)
     select l.id, r.page, l.side_id, l.publisher_id from catalog.listing l join catalog.release r on r.id = $2 and r.integration_id = l.integration_id
     where l.id = $1 and r.page is not null on conflict do nothing`,
    [listingId, releaseId],
  );
}

/** Whether customers of a listing were ever given this page; of one that was withdrawn nothing is shown. */
export async function wasShown(tx: Tx, listingId: string, digest: string): Promise<boolean> {
  const row = await tx.row(
    `select from catalog.shown_page p join catalog.listing l on l.id = p.listing_id
     where p.listing_id = $1 and p.digest = $2 and l.state <> 'withdrawn'`,
    [listingId, digest],
  );
  return row !== undefined;
}

/** The side of a listing where this page was ever given to customers or waits for review; undefined where it was not. */
export function findPlaceOfPage(tx: Tx, listingId: string, digest: string): Promise<{ sideId: string } | undefined> {
  return tx.row<{ sideId: string }>(
    `select l.side_id as "sideId" from catalog.listing l where l.id = $1 and l.state <> 'withdrawn' and (
       exists (select from catalog.shown_page p where p.listing_id = l.id and p.digest = $2)
       or exists (select from catalog.submission s join catalog.release r on r.id = s.release_id
         where s.listing_id = l.id and s.state = 'waiting' and r.page = $2))`,
    [listingId, digest],
  );
}

/** Digests of pages of releases that are not dropped. */
export async function listNeededPages(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ digest: string }>(
    `select distinct r.page as digest from catalog.release r
     where r.page is not null and not exists (select from catalog.dropped_release d where d.release_id = r.id)`,
  );
  return rows.map(({ digest }) => digest);
}
