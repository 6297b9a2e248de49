import { transaction, type Ctx } from "../../base/index.ts";
import { getIntegration } from "../catalog/index.ts";
import { requirePublisher } from "./scope.ts";
import { listSecretRows, type IntegrationSecretRow } from "./store/secrets.ts";

/** Names and dates, never a value. */
export async function listIntegrationSecrets(ctx: Ctx, input: { integrationId: string }): Promise<IntegrationSecretRow[]> {
  const publisherId = requirePublisher(ctx);
  return transaction(ctx, async (inner) => {
    const { id } = await getIntegration(inner, input);
    return listSecretRows(inner.tx, id, publisherId, null);
  });
}
