import { requireRole, transaction, type Ctx } from "../../base/index.ts";
import { page, toInput, type Listed, type ListQuery } from "./list-page.ts";
import * as store from "./store/tenants.ts";

/** Hosts of the deployment, newest first, by part of a name. */
export async function listHosts(ctx: Ctx, query: ListQuery): Promise<Listed<store.HostRow>> {
  requireRole(ctx, "operator");
  const input = toInput("host", query);
  return page("host", input, await transaction(ctx, ({ tx }) => store.listHostRows(tx, input)), (row) => row);
}
