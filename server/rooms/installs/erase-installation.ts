import { notFound, requireRole, StoaError, type Ctx } from "../../base/index.ts";
import { once } from "./once.ts";
import { eraseRow, lockInstallation } from "./store.ts";
import { tell } from "./tell.ts";

/**
 * Erases what is still kept of one that was uninstalled: its name and settings now, its runs, logs, state and notices soon after, for good.
 * @throws StoaError forbidden, not_found, conflict for one that is installed
 */
export async function eraseInstallation(
  ctx: Ctx,
  input: { operationId: string; installationId: string },
): Promise<{ installationId: string; state: "removed" }> {
  requireRole(ctx, "customer_owner");
  const { operationId, ...body } = input;
  return once(ctx, { operationId, verb: "erase", body }, async (inner, customerId) => {
    const row = await lockInstallation(inner.tx, customerId, input.installationId);
    if (!row) throw notFound("installation");
    if (row.state !== "removed")
      throw new StoaError("conflict", { what: "It is still installed.", fix: "Uninstall it, then erase what is kept." });
    await eraseRow(inner.tx, row.id, inner.clock.now());
    await tell(inner, "erase", { ...row, version: row.version + 1 });
    return { installationId: row.id, state: "removed" };
  });
}
