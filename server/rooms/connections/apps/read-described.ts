import type { ProviderDefinition } from "@stoa/contract";
import { StoaError, type TxCtx } from "../../../base/index.ts";
import { listDescribed } from "../store/apps.ts";

/** Providers that a side describes itself; `lock` holds them until the transaction ends. Never how it is known there. @throws StoaError forbidden */
export async function readDescribed(ctx: TxCtx, lock?: "lock"): Promise<ProviderDefinition[]> {
  if (ctx.scope.kind !== "side") throw new StoaError("forbidden", "These providers are a host's, seen from one of its sides.");
  const rows = await listDescribed(ctx.tx, { kind: "side", id: ctx.scope.sideId }, lock === "lock");
  return rows.flatMap(({ definition }) => definition ?? []);
}
