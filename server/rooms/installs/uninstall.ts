import { forgetSettings, requireRole, type Ctx } from "../../base/index.ts";
import { removeSecrets } from "../trust/index.ts";
import { dropAccounts } from "./accounts.ts";
import { change, type Changed } from "./change-installation.ts";
import { isSecretRef } from "./split-secrets.ts";

/** For its customer to read, export, and think better of. */
export const usualHoldDays = 30;

/**
 * Ends it for good: its secrets, and earlier settings in the audit, are erased now, connections that nothing else uses are given back; its runs and config
 * stay readable for the customer until the hold is over (`eraseDue`).
 */
export async function uninstall(
  ctx: Ctx,
  input: { operationId: string; installationId: string },
  hold: { days: number } = { days: usualHoldDays },
): Promise<Changed> {
  requireRole(ctx, "customer_owner");
  return change(ctx, input, "uninstall", async (inner, row) => {
    const secrets = Object.entries(row.config).filter(([, value]) => isSecretRef(value));
    const ids = secrets.map(([, value]) => (isSecretRef(value) ? value.$secret : ""));
    await dropAccounts(inner, { installationId: row.id, customerId: row.customerId });
    await forgetSettings(inner, row.id);
    await removeSecrets(inner, { owner: { kind: "customer", id: row.customerId }, ids });
    const config = Object.fromEntries(Object.entries(row.config).filter(([, value]) => !isSecretRef(value)));
    const now = inner.clock.now();
    return { id: row.id, config, removedAt: now, eraseAt: now + hold.days * 86_400_000, pause: null };
  });
}
