import { StoaError, type Ctx } from "../../base/index.ts";
import type { Whose } from "./store/readers.ts";

/** A person of a customer. @throws StoaError forbidden for a token, or outside a customer */
export function requireReader(ctx: Ctx): Whose {
  const { scope, actor } = ctx;
  if (scope.kind === "customer" && actor.kind === "person")
    return { customerId: scope.customerId, sideId: scope.sideId, personId: actor.personId };
  throw new StoaError("forbidden", {
    what: "How somebody is told is a person's own.",
    fix: "Sign in as a person of the customer.",
  });
}
