import { notFound, transaction, type Ctx } from "../../base/index.ts";
import { readSideKeys } from "../trust/index.ts";
import { findDeclaredSide, type SidePlaceRow } from "./store/actions.ts";

/** What a host checks Stoa's tokens by; of a side that has declared nothing, none is made. Engine scope. @param atSide the side whose own domain was asked: no other's are there. @throws StoaError not_found */
export async function readPublishedKeys(ctx: Ctx, place: SidePlaceRow, atSide?: string): Promise<Record<string, unknown>[]> {
  const found = await transaction(ctx, ({ tx }) => findDeclaredSide(tx, place));
  if (!found || (atSide !== undefined && found.sideId !== atSide)) throw notFound("side with an API");
  return readSideKeys(ctx, found);
}
