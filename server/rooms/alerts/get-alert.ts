import type { AlertDetail } from "@stoa/contract";
import { notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { showAlert, showNotification } from "./show.ts";
import { findAlert } from "./store/alerts.ts";
import { listNotifications } from "./store/notifications.ts";

/** One alert, and where it was told. @throws StoaError forbidden, not_found */
export async function getAlert(ctx: Ctx, input: { alertId: string }): Promise<AlertDetail> {
  requireRole(ctx, "operator");
  return transaction(ctx, async ({ tx }) => {
    const alert = await findAlert(tx, input.alertId);
    if (!alert) throw notFound("alert");
    return { ...showAlert(alert), notifications: (await listNotifications(tx, input.alertId)).map(showNotification) };
  });
}
