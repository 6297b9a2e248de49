import { requireRole, StoaError, type Ctx } from "../../../base/index.ts";
import type { AppOwner } from "../store/apps.ts";

/** Whose OAuth apps a request speaks for. @throws StoaError forbidden */
export function requireAppOwner(ctx: Ctx): AppOwner {
  requireRole(ctx, "host_owner", "publisher_owner", "operator");
  const { scope } = ctx;
  if (scope.kind === "side") return { kind: "side", id: scope.sideId };
  if (scope.kind === "publisher") return { kind: "publisher", id: scope.publisherId };
  throw new StoaError("forbidden", {
    what: "An app at a provider is a host's or a publisher's.",
    fix: "Use an address below /v1/sides/ or /v1/publishers/.",
  });
}
