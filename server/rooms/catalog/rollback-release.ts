import { notFound, StoaError, transaction, type Ctx } from "../../base/index.ts";
import type { SubmitPolicy } from "./check-submission.ts";
import { moveStable } from "./publish-release.ts";
import { requirePublisher } from "./scope.ts";
import { touchIntegration } from "./store/integrations.ts";
import { findChannelRelease, findRelease, findStableBefore, type ReleaseWithManifestRow } from "./store/releases.ts";

/** Moves `stable` back: to the release named, or to the newest one below the present that was stable before. */
export async function rollbackRelease(
  ctx: Ctx,
  input: { integrationId: string; releaseId?: string | undefined },
  policy: SubmitPolicy = { rawSecrets: "allow" },
): Promise<ReleaseWithManifestRow> {
  const publisherId = requirePublisher(ctx, "publisher_owner", "publisher_developer");
  return transaction(ctx, async (inner) => {
    if (!(await touchIntegration(inner.tx, input.integrationId, publisherId))) throw notFound("integration");
    const present = await findChannelRelease(inner.tx, input.integrationId, "stable");
    if (!present)
      throw new StoaError("conflict", {
        what: "No release is stable yet, so there is nothing to go back from.",
        fix: "Publish a release first.",
      });
    const targetId = input.releaseId ?? (await findStableBefore(inner.tx, input.integrationId, publisherId, present.number))?.releaseId;
    if (targetId === undefined)
      throw new StoaError("conflict", { what: "No earlier release was ever stable.", fix: "Name the release to go back to." });
    const target = await findRelease(inner.tx, targetId, publisherId);
    if (!target || target.integrationId !== input.integrationId) throw notFound("release");
    return moveStable(inner, target, "release.rolled_back", policy);
  });
}
