import { engineCtx, notFound, transaction, type Ctx } from "../../base/index.ts";
import { findIntegrationBySlugs } from "./store/integrations.ts";

/** The integration behind `publisher-slug/integration-slug`, before anybody is known to ask: the caller authorises. */
export async function findIntegrationByPath(
  ctx: Pick<Ctx, "db" | "clock" | "log">,
  path: { publisherSlug: string; slug: string },
): Promise<{ id: string; publisherId: string }> {
  const found = await transaction(engineCtx(ctx, "catalog.path"), (inner) =>
    findIntegrationBySlugs(inner.tx, path.publisherSlug, path.slug),
  );
  if (!found) throw notFound("repository");
  return found;
}
