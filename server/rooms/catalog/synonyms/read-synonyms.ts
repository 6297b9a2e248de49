import type { SynonymPair } from "@stoa/contract";
import type { TxCtx } from "../../../base/index.ts";
import { findSynonyms } from "../store/synonyms.ts";
import { sideOf } from "./side-of.ts";

/** The pairs that the host said for this side; undefined where it never did. `lock` holds them until the transaction ends. @throws StoaError forbidden */
export async function readSynonyms(ctx: TxCtx, lock?: "lock"): Promise<SynonymPair[] | undefined> {
  return (await findSynonyms(ctx.tx, sideOf(ctx), lock === "lock"))?.pairs;
}
