import { showId, type KeySetView } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { iso } from "./list-page.ts";
import { sideOf } from "./side-of.ts";
import { listKeySetRows, type KeySetRow } from "./store/keys.ts";

/** The addresses where this side's host publishes its keys, newest first. */
export async function listKeySets(ctx: Ctx): Promise<KeySetRow[]> {
  return transaction(ctx, ({ tx }) => listKeySetRows(tx, sideOf(ctx)));
}

export function showKeySet(row: KeySetRow): KeySetView {
  return {
    id: showId("keySet", row.id),
    issuer: row.issuer,
    url: row.url,
    keys: row.keys.map(({ kid, alg }) => ({ kid, alg })),
    fetchedAt: row.fetchedAt === null ? null : iso(row.fetchedAt),
    error: row.error,
    createdAt: iso(row.createdAt),
  };
}
