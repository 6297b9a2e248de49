import { showId, type MemberView } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { tenantOf } from "./tenant-of.ts";
import { iso } from "./list-page.ts";
import * as store from "./store/tenants.ts";

/** The people of the scope's tenant with their roles. */
export async function listMembers(ctx: Ctx): Promise<MemberView[]> {
  const rows = await transaction(ctx, ({ tx, scope }) => store.listMemberRows(tx, tenantOf(scope)));
  return rows.map((row) => ({
    id: showId("membership", row.id),
    personId: showId("person", row.personId),
    name: row.name,
    email: row.email,
    role: row.role as MemberView["role"],
    since: iso(row.since),
  }));
}
