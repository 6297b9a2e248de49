import { requireRole, StoaError, type Ctx } from "../../base/index.ts";
import { operatorOwner } from "../trust/index.ts";

/** A host's, a publisher's, or with neither the operator's. */
export interface Owner {
  hostId: string | null;
  publisherId: string | null;
}

interface ProviderOwner extends Owner {
  /** The side of a host's that seals the client secret. */
  sideId: string | null;
  secrets: { kind: "operator" | "side" | "publisher"; id: string };
  /** For audit and facts. */
  about: { sideId: string } | { publisherId: string } | Record<string, never>;
}

/** Whose provider it is in this scope: the operator's, a host's or a publisher's. @throws StoaError forbidden */
export function requireOwner(ctx: Ctx): ProviderOwner {
  const { scope } = ctx;
  if (scope.kind === "operator") {
    requireRole(ctx, "operator");
    return { hostId: null, publisherId: null, sideId: null, secrets: { kind: "operator", id: operatorOwner.id }, about: {} };
  }
  if (scope.kind === "publisher") {
    const { publisherId } = scope;
    requireRole(ctx, "publisher_owner", "operator");
    return { hostId: null, publisherId, sideId: null, secrets: { kind: "publisher", id: publisherId }, about: { publisherId } };
  }
  if (scope.kind !== "side")
    throw new StoaError("forbidden", { what: "The operator, hosts and publishers say how their people sign in.", fix: "Ask one of them." });
  requireRole(ctx, "host_owner", "operator");
  const { hostId, sideId } = scope;
  return { hostId, publisherId: null, sideId, secrets: { kind: "side", id: sideId }, about: { sideId } };
}
