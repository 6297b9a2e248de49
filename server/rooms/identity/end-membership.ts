import { audit, requireRole, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { auditTenant, tenantOf } from "./tenant-of.ts";
import * as store from "./store/tenants.ts";

/** Ends a person's role here, and the tokens they made here. @throws StoaError forbidden, conflict when not there or the last owner */
export async function endMembership(ctx: Ctx, input: { membershipId: string }): Promise<void> {
  requireRole(ctx, "operator", "host_owner", "publisher_owner");
  await transaction(ctx, async (inner) => {
    const [tenant, now] = [tenantOf(inner.scope), inner.clock.now()];
    const ended = await store.endMembershipRow(inner.tx, input.membershipId, tenant, now);
    if (!ended)
      throw new StoaError("conflict", {
        what: "This person has no such role here, or is the last owner.",
        fix: "Make someone else an owner first.",
      });
    const tokens = await store.revokeTokensMadeBy(inner.tx, ended.personId, tenant, now);
    await audit(inner, { verb: "membership.end", subject: input.membershipId, ...auditTenant(inner.scope), after: { tokens } });
  });
}
