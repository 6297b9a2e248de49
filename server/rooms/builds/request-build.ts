import { audit, transaction, type Ctx } from "../../base/index.ts";
import { getIntegration } from "../catalog/index.ts";
import type { BuildPlace } from "./deps.ts";
import { resolveRef } from "./git/read-refs.ts";
import { ensureRepository } from "./git/repository.ts";
import { queueBuild } from "./queue-build.ts";
import { requirePublisher } from "./scope.ts";
import type { BuildRow } from "./store/builds.ts";

/** Builds what a branch, tag or commit holds now. @throws StoaError not_found when it was never pushed, unavailable when the disk is nearly full */
export async function requestBuild(ctx: Ctx, place: BuildPlace, input: { integrationId: string; ref: string }): Promise<BuildRow> {
  const publisherId = requirePublisher(ctx);
  place.disk?.refuseWhenFull("Builds have stopped");
  const { id: integrationId } = await getIntegration(ctx, input);
  const { name: ref, commit } = await resolveRef(place.git, await ensureRepository(place.dataDir, integrationId), input.ref);
  return transaction(ctx, async (inner) => {
    const build = await queueBuild(inner, { integrationId, publisherId, ref, commit, cause: "request" });
    await audit(inner, { verb: "build.request", subject: build.id, publisherId, after: { ref, commit } });
    return build;
  });
}
