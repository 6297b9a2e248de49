import { notFound, requireRole, StoaError, type Ctx } from "../../base/index.ts";
import type { Changed } from "./change-installation.ts";
import { once } from "./once.ts";
import { revokeGrantRows } from "./store/action-grants.ts";
import { lockInstallation, updateInstallation } from "./store.ts";
import { tell } from "./tell.ts";

/**
 * Takes back what an installation may do in the host's product, also from runs already going: their next request is refused, one under way is
 * cut off. @throws StoaError forbidden, not_found, conflict when none of them was allowed
 */
export async function revokeActions(
  ctx: Ctx,
  input: { operationId: string; installationId: string; actions: readonly string[] },
): Promise<Changed> {
  requireRole(ctx, "customer_owner", "customer_configurer");
  const { operationId, ...body } = input;
  return once(ctx, { operationId, verb: "revoke", body }, async (inner, customerId) => {
    const row = await lockInstallation(inner.tx, customerId, input.installationId);
    if (!row) throw notFound("installation");
    const of = { installationId: row.id, customerId };
    const revoked = await revokeGrantRows(inner.tx, of, { actions: input.actions, now: inner.clock.now() });
    if (revoked.length === 0)
      throw new StoaError("conflict", { what: "None of these actions is allowed now.", fix: "Load the page again." });
    const after = await updateInstallation(inner.tx, { id: row.id });
    if (!after) throw notFound("installation");
    await tell(inner, "revoke", after, { before: { allowed: revoked.toSorted() }, after: { allowed: [] } });
    return { installationId: row.id, state: row.state };
  });
}
