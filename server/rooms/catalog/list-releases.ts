import { notFound, transaction, type Ctx } from "../../base/index.ts";
import { toPage, type ListInput, type ListOf } from "./list-integrations.ts";
import { readingPublisher } from "./scope.ts";
import { findIntegration } from "./store/integrations.ts";
import { countReleaseRows, findRelease, listReleaseRows, type ReleaseRow, type ReleaseWithManifestRow } from "./store/releases.ts";

/** The releases of an integration, newest first. */
export async function listReleases(ctx: Ctx, input: ListInput & { integrationId: string }): Promise<ListOf<ReleaseRow>> {
  const limit = input.limit ?? 50;
  return transaction(ctx, async (inner) => {
    const publisherId = readingPublisher(inner);
    const integration = await findIntegration(inner.tx, input.integrationId, publisherId);
    if (!integration) throw notFound("integration");
    const rows = await listReleaseRows(inner.tx, {
      integrationId: integration.id,
      publisherId,
      after: input.after ?? null,
      limit: limit + 1,
    });
    return toPage(rows, limit, await countReleaseRows(inner.tx, integration.id));
  });
}

/** One release with its manifest. */
export async function getRelease(ctx: Ctx, input: { integrationId: string; releaseId: string }): Promise<ReleaseWithManifestRow> {
  return transaction(ctx, async (inner) => {
    const row = await findRelease(inner.tx, input.releaseId, readingPublisher(inner));
    if (!row || row.integrationId !== input.integrationId) throw notFound("release");
    return row;
  });
}
