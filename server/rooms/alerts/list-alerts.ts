import type { AlertPage, AlertQuery } from "@stoa/contract";
import { requireRole, transaction, type Ctx } from "../../base/index.ts";
import { showAlert, takeId } from "./show.ts";
import { listAlertRows, listOpenAlerts } from "./store/alerts.ts";

/** Alerts, newest first, and how many are open. @throws StoaError forbidden */
export async function listAlerts(ctx: Ctx, query: AlertQuery): Promise<AlertPage> {
  requireRole(ctx, "operator");
  const limit = query.limit ?? 50;
  const after = query.after === undefined ? null : takeId("alert", query.after);
  const { rows, open } = await transaction(ctx, async ({ tx }) => ({
    rows: await listAlertRows(tx, { state: query.state ?? null, after, limit: limit + 1 }),
    open: await listOpenAlerts(tx),
  }));
  const items = rows.slice(0, limit).map(showAlert);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null, open: open.length };
}
