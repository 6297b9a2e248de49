import { audit, emitFacts, notFound, transaction, type Ctx } from "../../base/index.ts";
import { checkName } from "./create-integration.ts";
import { requirePublisher } from "./scope.ts";
import { findIntegration, renameIntegrationRow, type IntegrationRow } from "./store/integrations.ts";

/** Changes the name people read; the slug stays. */
export async function renameIntegration(ctx: Ctx, input: { integrationId: string; name: string }): Promise<IntegrationRow> {
  const publisherId = requirePublisher(ctx, "publisher_owner", "publisher_developer");
  const name = checkName(input.name);
  return transaction(ctx, async (inner) => {
    const before = await findIntegration(inner.tx, input.integrationId, publisherId);
    const renamed = before && (await renameIntegrationRow(inner.tx, before.id, publisherId, name));
    if (!before || !renamed) throw notFound("integration");
    await audit(inner, { verb: "integration.rename", subject: before.id, publisherId, before: { name: before.name }, after: { name } });
    await emitFacts(inner, [{ type: "integration.renamed", publisherId, subject: before.id, subjectVersion: renamed.version }]);
    return { ...before, name, version: renamed.version };
  });
}
