import { notFound, transaction, type Ctx } from "../../base/index.ts";
import { readingPublisher } from "./scope.ts";
import { findBuild, type BuildRow } from "./store/builds.ts";

/** One build. @throws StoaError not_found */
export async function getBuild(ctx: Ctx, input: { buildId: string }): Promise<BuildRow> {
  return transaction(ctx, async (inner) => {
    const build = await findBuild(inner.tx, input.buildId, readingPublisher(inner));
    if (!build) throw notFound("build");
    return build;
  });
}
