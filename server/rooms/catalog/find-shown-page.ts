import type { TxCtx } from "../../base/index.ts";
import type { ReleaseWithManifestRow } from "./store/releases.ts";
import { wasShown } from "./store/pages.ts";

/** The page of a release where customers of this listing were given it; null where it has none, or the host was not asked yet. */
export async function findShownPage(ctx: TxCtx, listingId: string, { page }: Pick<ReleaseWithManifestRow, "page">): Promise<string | null> {
  return page !== null && (await wasShown(ctx.tx, listingId, page)) ? page : null;
}
