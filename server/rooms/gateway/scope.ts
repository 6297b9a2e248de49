import { readId } from "@stoa/contract";
import type { IdKind } from "@stoa/contract";
import { notFound, StoaError, type Ctx, type TxCtx } from "../../base/index.ts";
import { findCustomerOfSide } from "./store/host-tokens.ts";

/** The side this request speaks for. @throws StoaError forbidden */
export function requireSide(ctx: Ctx): string {
  if (ctx.scope.kind === "side") return ctx.scope.sideId;
  throw new StoaError("forbidden", { what: "A host's API belongs to one of its sides.", fix: "Use an address below /v1/sides/." });
}

/** The uuid in a path or body. @throws StoaError not_found, the same as for a row that is not there */
export function takeId(kind: IdKind, text: string): string {
  const id = readId(kind, text);
  if (id === undefined) throw notFound(kind);
  return id;
}

/** A customer by the host's own name for it, or by ours. @throws StoaError not_found */
export async function requireCustomer(ctx: TxCtx, sideId: string, ref: string): Promise<string> {
  const found = await findCustomerOfSide(ctx.tx, sideId, { ref, id: readId("customer", ref) });
  if (!found) throw notFound("customer");
  return found.id;
}
