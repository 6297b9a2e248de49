import { requireRole, StoaError, type Ctx, type Role } from "../../base/index.ts";
import type { ListingTenant } from "./store/listings.ts";

/** The publisher this request speaks for. @throws StoaError forbidden */
export function requirePublisher(ctx: Ctx, ...roles: Role[]): string {
  requireRole(ctx, ...roles);
  if (ctx.scope.kind === "publisher") return ctx.scope.publisherId;
  throw new StoaError("forbidden", {
    what: "Only its publisher may do this.",
    fix: "Use an address below /v1/publishers/ and a publisher's token.",
  });
}

/** Which publisher's rows a reader is bound to in SQL; null where row-level security or the wide role decides. */
export function readingPublisher(ctx: Ctx): string | null {
  return ctx.scope.kind === "publisher" ? ctx.scope.publisherId : null;
}

/** Which listings a request may see. */
export function listingTenant(ctx: Ctx): ListingTenant {
  switch (ctx.scope.kind) {
    case "customer":
      return { sideId: ctx.scope.sideId, publisherId: null, shownOnly: true };
    case "side":
      return { sideId: ctx.scope.sideId, publisherId: null, shownOnly: false };
    case "publisher":
      return { sideId: null, publisherId: ctx.scope.publisherId, shownOnly: false };
    case "operator":
    case "engine":
      return { sideId: null, publisherId: null, shownOnly: false };
  }
}
