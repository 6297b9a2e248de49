import { requireRole, StoaError, type Ctx } from "../../base/index.ts";
import { operatorOwner } from "../trust/index.ts";

interface ProviderOwner {
  /** Null for the operator. */
  hostId: string | null;
  sideId: string | null;
  secrets: { kind: "operator" | "side"; id: string };
}

/** Whose provider it is in this scope: the operator's, or a host's. @throws StoaError forbidden */
export function requireOwner(ctx: Ctx): ProviderOwner {
  const { scope } = ctx;
  if (scope.kind === "operator") {
    requireRole(ctx, "operator");
    return { hostId: null, sideId: null, secrets: { kind: "operator", id: operatorOwner.id } };
  }
  if (scope.kind !== "side")
    throw new StoaError("forbidden", { what: "The operator and hosts say how their people sign in.", fix: "Ask one of them." });
  requireRole(ctx, "host_owner", "operator");
  return { hostId: scope.hostId, sideId: scope.sideId, secrets: { kind: "side", id: scope.sideId } };
}
