import { readId, showId, type VisitPage } from "@stoa/contract";
import { transaction, type Ctx } from "../../../base/index.ts";
import { listVisitRows } from "../store/visits.ts";
import { showVisit } from "./show-visit.ts";

export interface ListVisitsInput {
  installationId?: string | undefined;
  customerId?: string | undefined;
  after?: string | undefined;
  limit?: number | undefined;
}

/** Finds nothing: what was given is no id. */
const nobody = "00000000-0000-0000-0000-000000000000";

/** Who looked at what and why, newest first: a customer's own installations, or a host's side. */
export async function listVisits(ctx: Ctx, input: ListVisitsInput): Promise<VisitPage> {
  const limit = input.limit ?? 50;
  const { scope } = ctx;
  const idOf = (kind: "installation" | "customer", text: string | undefined): string | null =>
    text === undefined ? null : (readId(kind, text) ?? nobody);
  const filter = {
    sideId: scope.kind === "side" ? scope.sideId : null,
    customerId: scope.kind === "customer" ? scope.customerId : idOf("customer", input.customerId),
    installationId: idOf("installation", input.installationId),
    after: input.after === undefined ? null : (readId("visit", input.after) ?? nobody),
    limit: limit + 1,
  };
  const rows = await transaction(ctx, ({ tx }) => listVisitRows(tx, filter));
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => showVisit(row, ctx.clock.now())),
    next: rows.length > limit && last ? showId("visit", last.id) : null,
  };
}
