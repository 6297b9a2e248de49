import { requireRole, StoaError, type Ctx } from "../../base/index.ts";

export const dayMs = 86_400_000;

/** A day in UTC, YYYY-MM-DD. */
export const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

/** Who asks, as a person. @throws StoaError forbidden for a token: who looked must have a name */
export function requirePerson({ actor }: Ctx): string {
  if (actor.kind === "person") return actor.personId;
  throw new StoaError("forbidden", { what: "A person looks, by their own name.", fix: "Sign in as a person in the console." });
}

/** The side one stands in, as one of its host's people or as the operator. @throws StoaError forbidden */
export function hostsSide(ctx: Ctx): string {
  requireRole(ctx, "host_owner", "host_reviewer", "host_support", "operator");
  if (ctx.scope.kind !== "side") throw new StoaError("forbidden", "This is a host's, seen from one of its sides.");
  return ctx.scope.sideId;
}
