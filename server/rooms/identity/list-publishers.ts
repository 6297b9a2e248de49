import { showId, type PublisherView } from "@stoa/contract";
import { transaction, type Ctx } from "../../base/index.ts";
import { iso, page, toInput, type Listed, type ListQuery } from "./list-page.ts";
import * as store from "./store/tenants.ts";

/** Publishers: all for an operator, the admitted ones for a host. */
export async function listPublishers(ctx: Ctx, query: ListQuery): Promise<Listed<PublisherView>> {
  const input = toInput("publisher", query);
  const hostId = ctx.scope.kind === "side" ? ctx.scope.hostId : undefined;
  const rows = await transaction(ctx, ({ tx }) => store.listPublisherRows(tx, hostId, input));
  return page("publisher", input, rows, (row) => ({
    id: showId("publisher", row.id),
    slug: row.slug,
    name: row.name,
    createdAt: iso(row.createdAt),
  }));
}
