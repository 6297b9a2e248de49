import type { Ctx } from "../../../base/index.ts";
import type { AttemptRow } from "../store/attempts.ts";

/** The ctx of a try's customer, on behalf of whoever began it: what was begun with their right is finished with it. */
export function asBeginner(ctx: Ctx, row: AttemptRow): Ctx {
  const scope = { kind: "customer" as const, customerId: row.customerId, sideId: row.sideId };
  if (row.actorKind === "person" && row.actorId !== null)
    return { ...ctx, scope, actor: { kind: "person", personId: row.actorId, roles: ["customer_configurer"] } };
  if (row.actorKind === "token" && row.actorId !== null)
    return { ...ctx, scope, actor: { kind: "token", tokenId: row.actorId, roles: ["customer_configurer"] } };
  return { ...ctx, scope, actor: { kind: "machine" } };
}
