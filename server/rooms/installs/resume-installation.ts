import { requireRole, type Ctx } from "../../base/index.ts";
import { change, type Changed } from "./change-installation.ts";

/** Its schedule and triggers start runs again. */
export async function resumeInstallation(ctx: Ctx, input: { operationId: string; installationId: string }): Promise<Changed> {
  requireRole(ctx, "customer_owner", "customer_configurer");
  return change(ctx, input, "resume", async (_inner, row) => ({ id: row.id }));
}
