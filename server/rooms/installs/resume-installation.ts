import { requireRole, type Ctx } from "../../base/index.ts";
import { requireOpenCustomer } from "../identity/index.ts";
import { change, type Changed } from "./change-installation.ts";

/** Its schedule and triggers start runs again. @throws StoaError forbidden, not_found, conflict, refused while its host keeps the customer closed */
export async function resumeInstallation(ctx: Ctx, input: { operationId: string; installationId: string }): Promise<Changed> {
  requireRole(ctx, "customer_owner", "customer_configurer");
  return change(ctx, input, "resume", async (inner, row) => {
    await requireOpenCustomer(inner, row.customerId);
    return { id: row.id, pause: null };
  });
}
