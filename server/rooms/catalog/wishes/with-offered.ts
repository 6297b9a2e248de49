import type { TxCtx } from "../../../base/index.ts";
import { offeredTenant } from "../offer.ts";
import { findListing } from "../store/listings.ts";

/** Wishes with the listing that fulfils them, where the host offers it to this customer and it is in the shop. */
export async function withOffered<Row extends { listingId: string | null }>(ctx: TxCtx, rows: readonly Row[]): Promise<Row[]> {
  if (rows.every((row) => row.listingId === null)) return [...rows];
  const tenant = await offeredTenant(ctx);
  const shown: Row[] = [];
  for (const row of rows) {
    const listing = row.listingId === null ? undefined : await findListing(ctx.tx, tenant, row.listingId);
    shown.push({ ...row, listingId: listing?.state === "published" ? listing.id : null });
  }
  return shown;
}
