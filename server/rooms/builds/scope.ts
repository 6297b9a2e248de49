import { requireRole, StoaError, type Actor, type Ctx } from "../../base/index.ts";

/** The publisher this request speaks for, by someone who may change its programs. @throws StoaError forbidden */
export function requirePublisher(ctx: Ctx): string {
  requireRole(ctx, "publisher_owner", "publisher_developer");
  if (ctx.scope.kind === "publisher") return ctx.scope.publisherId;
  throw new StoaError("forbidden", {
    what: "Only its publisher may do this.",
    fix: "Use an address below /v1/publishers/ and a publisher's token.",
  });
}

/** Null where row-level security or the wide role decides. */
export function readingPublisher(ctx: Ctx): string | null {
  return ctx.scope.kind === "publisher" ? ctx.scope.publisherId : null;
}

export function actorId(actor: Actor): string | null {
  return actor.kind === "person" ? actor.personId : actor.kind === "token" ? actor.tokenId : null;
}
