import type { TxCtx } from "../../../base/index.ts";
import { offeredTenant } from "../offer.ts";
import { isPublished } from "../store/listings.ts";

/** Wishes with the listing that fulfils them, where the host offers it to this customer and it is in the shop. */
export async function withOffered<Row extends { listingId: string | null }>(ctx: TxCtx, rows: readonly Row[]): Promise<Row[]> {
  if (rows.every((row) => row.listingId === null)) return [...rows];
  const tenant = await offeredTenant(ctx);
  const shown: Row[] = [];
  for (const row of rows) {
    const offered = row.listingId !== null && (await isPublished(ctx.tx, tenant, row.listingId));
    shown.push({ ...row, listingId: offered ? row.listingId : null });
  }
  return shown;
}
