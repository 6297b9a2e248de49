import type { AuditActorList } from "@stoa/contract";
import { requireRole, transaction, type Ctx } from "../../base/index.ts";
import { auditRoles, tenantOf } from "./list-audit.ts";
import { showActorId } from "./show-actor.ts";
import { listActorRows } from "./store/actors.ts";

const most = 500;

/** People and programs of the scope's activity, people first, each by name; 500 at most. @throws StoaError forbidden */
export async function listActors(ctx: Ctx): Promise<AuditActorList> {
  requireRole(ctx, ...auditRoles);
  const rows = await transaction(ctx, ({ tx }) => listActorRows(tx, tenantOf(ctx), most));
  return { items: rows.map(({ kind, id, name }) => ({ id: showActorId(kind, id) ?? id, kind, name })) };
}
