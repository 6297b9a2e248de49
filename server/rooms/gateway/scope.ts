import { readId } from "@stoa/contract";
import type { IdKind } from "@stoa/contract";
import { notFound, StoaError, type Ctx } from "../../base/index.ts";

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
