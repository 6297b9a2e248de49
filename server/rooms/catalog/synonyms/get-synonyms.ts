import type { SynonymsView } from "@stoa/contract";
import { transaction, type Ctx } from "../../../base/index.ts";
import { findSynonyms } from "../store/synonyms.ts";
import { sideOf } from "./side-of.ts";

/** Words that the host said mean the same in its shop. @throws StoaError forbidden */
export async function getSynonyms(ctx: Ctx): Promise<SynonymsView> {
  const sideId = sideOf(ctx);
  const row = await transaction(ctx, ({ tx }) => findSynonyms(tx, sideId));
  return { pairs: row?.pairs ?? [], setAt: row ? new Date(row.setAt).toISOString() : null };
}
