import { transaction, type Ctx } from "../../base/index.ts";
import { readListing } from "./get-listing.ts";
import { offeredTenant } from "./offer.ts";
import { listChangeRows, type ChangeRow } from "./store/changes.ts";

const most = 20;

/** The releases that customers of this listing had, up to the one they get now, the newest first. @throws StoaError not_found */
export async function listChanges(ctx: Ctx, input: { listingId: string }): Promise<ChangeRow[]> {
  return transaction(ctx, async (inner) => {
    const { listing, release } = await readListing(inner, input.listingId, await offeredTenant(inner));
    if (!release) return [];
    return listChangeRows(inner.tx, {
      integrationId: listing.integrationId,
      upTo: release.number,
      limit: most,
      languages: ctx.languages ?? [],
    });
  });
}
