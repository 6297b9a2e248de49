import { audit, notFound, requireRole, StoaError, type Ctx } from "../../base/index.ts";
import type { Changed } from "./change-installation.ts";
import { once } from "./once.ts";
import { lockInstallation } from "./store.ts";
import { eraseSoon } from "./store/erasures.ts";

/**
 * An owner wants what is kept of an uninstalled installation erased now, before its hold is over; it begins within seconds, and nothing brings it back.
 * @throws StoaError forbidden, not_found, conflict while it is installed or when it was erased
 */
export async function eraseInstallation(ctx: Ctx, input: { operationId: string; installationId: string }): Promise<Changed> {
  requireRole(ctx, "customer_owner");
  const { operationId, ...body } = input;
  return once(ctx, { operationId, verb: "erase", body }, async (inner, customerId) => {
    const row = await lockInstallation(inner.tx, customerId, input.installationId);
    if (!row) throw notFound("installation");
    if (row.state !== "removed")
      throw new StoaError("conflict", { what: "It is installed, and what it keeps is in use.", fix: "Uninstall it first." });
    if (!(await eraseSoon(inner.tx, { id: row.id, title: row.name, now: inner.clock.now() })))
      throw new StoaError("conflict", { what: "What was kept of it is erased.", fix: "Read the proof on its page." });
    const tenant = { sideId: row.sideId, customerId: row.customerId, publisherId: row.publisherId };
    await audit(inner, { verb: "installation.erase", subject: row.id, ...tenant });
    return { installationId: row.id, state: row.state };
  });
}
