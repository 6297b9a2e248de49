import { forgetSettings, requireRole, type Ctx } from "../../base/index.ts";
import { removeSecrets } from "../trust/index.ts";
import { dropAccounts } from "./accounts.ts";
import { change, type Changed } from "./change-installation.ts";
import { isSecretRef } from "./split-secrets.ts";

/** Ends it for good: its secrets, and earlier settings in the audit, are erased now, connections that nothing else uses are given back, its runs and config stay readable for the customer. */
export async function uninstall(ctx: Ctx, input: { operationId: string; installationId: string }): Promise<Changed> {
  requireRole(ctx, "customer_owner");
  return change(ctx, input, "uninstall", async (inner, row) => {
    const secrets = Object.entries(row.config).filter(([, value]) => isSecretRef(value));
    const ids = secrets.map(([, value]) => (isSecretRef(value) ? value.$secret : ""));
    await dropAccounts(inner, { installationId: row.id, customerId: row.customerId });
    await forgetSettings(inner, row.id);
    await removeSecrets(inner, { owner: { kind: "customer", id: row.customerId }, ids });
    const config = Object.fromEntries(Object.entries(row.config).filter(([, value]) => !isSecretRef(value)));
    return { id: row.id, config, removedAt: inner.clock.now(), pause: null };
  });
}
