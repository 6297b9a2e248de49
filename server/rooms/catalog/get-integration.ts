import { notFound, transaction, type Ctx } from "../../base/index.ts";
import { readingPublisher } from "./scope.ts";
import { findIntegration, type IntegrationRow } from "./store/integrations.ts";

/** One integration: its publisher's own, or one listed where the reader stands. */
export async function getIntegration(ctx: Ctx, input: { integrationId: string }): Promise<IntegrationRow> {
  return transaction(ctx, async (inner) => {
    const row = await findIntegration(inner.tx, input.integrationId, readingPublisher(inner));
    if (!row) throw notFound("integration");
    return row;
  });
}
