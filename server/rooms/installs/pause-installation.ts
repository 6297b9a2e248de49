import { requireRole, type Ctx } from "../../base/index.ts";
import { change, type Changed } from "./change-installation.ts";

/** No new runs start until it is resumed; a run that is going ends by itself. */
export async function pauseInstallation(ctx: Ctx, input: { operationId: string; installationId: string }): Promise<Changed> {
  requireRole(ctx, "customer_owner", "customer_configurer");
  return change(ctx, input, "pause", async (_inner, row) => ({ id: row.id }));
}
