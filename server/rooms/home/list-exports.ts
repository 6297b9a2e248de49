import { showId, type ExportView } from "@stoa/contract";
import { requireRole, transaction, type Ctx } from "../../base/index.ts";
import { customerOf } from "./ask-for-help.ts";
import { listExportRows, type ExportRow } from "./store/exports.ts";

const shown = 10;
const moment = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** The customer's last exports, newest first, with how far each is. @throws StoaError forbidden */
export async function listExports(ctx: Ctx): Promise<ExportView[]> {
  requireRole(ctx, "customer_owner");
  const rows = await transaction(ctx, ({ tx }) => listExportRows(tx, customerOf(ctx), shown));
  return rows.map(showExport);
}

function showExport({ id, state, askedBy, done, total, bytes, error, createdAt, endedAt, expiresAt }: ExportRow): ExportView {
  const times = { createdAt: new Date(createdAt).toISOString(), endedAt: moment(endedAt), expiresAt: moment(expiresAt) };
  return { id: showId("export", id), state, askedBy, done, total, bytes, error, ...times };
}
