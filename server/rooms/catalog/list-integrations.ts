import { transaction, type Ctx } from "../../base/index.ts";
import { readingPublisher } from "./scope.ts";
import { countIntegrationRows, listIntegrationRows, type IntegrationRow } from "./store/integrations.ts";

export interface ListInput {
  after?: string | undefined;
  limit?: number | undefined;
  q?: string | undefined;
}

export interface ListOf<Row> {
  items: Row[];
  /** The id to give as `after` for the next page. */
  next: string | null;
  /** Exact up to 10,000, else null. */
  total: number | null;
}

/** The publisher's integrations (all of them for the operator), newest first. */
export async function listIntegrations(ctx: Ctx, input: ListInput): Promise<ListOf<IntegrationRow>> {
  const limit = input.limit ?? 50;
  return transaction(ctx, async (inner) => {
    const publisherId = readingPublisher(inner);
    const q = input.q?.trim() || null;
    const rows = await listIntegrationRows(inner.tx, { publisherId, q, after: input.after ?? null, limit: limit + 1 });
    const total = await countIntegrationRows(inner.tx, publisherId, q);
    return toPage(rows, limit, total);
  });
}

/** Cuts a list read one row too far into a page. */
export function toPage<Row extends { id: string }>(rows: Row[], limit: number, total: number): ListOf<Row> {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null, total: total > 10_000 ? null : total };
}
