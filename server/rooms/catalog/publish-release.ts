import { audit, emitFacts, notFound, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import type { SubmitPolicy } from "./check-submission.ts";
import { requirePublisher } from "./scope.ts";
import { showStable } from "./show-stable.ts";
import { isDropped } from "./store/dropped.ts";
import { touchIntegration } from "./store/integrations.ts";
import { findChannelRelease, findRelease, moveChannelRow, rememberStable, type ReleaseWithManifestRow } from "./store/releases.ts";

/** Moves `stable` to a release: what customers get from now on, at a host it asks more of after that host's review. Publishing what is stable already changes nothing. */
export async function publishRelease(
  ctx: Ctx,
  input: { integrationId: string; releaseId: string },
  policy: SubmitPolicy = { rawSecrets: "allow" },
): Promise<ReleaseWithManifestRow> {
  const publisherId = requirePublisher(ctx, "publisher_owner", "publisher_developer");
  return transaction(ctx, async (inner) => {
    const release = await findRelease(inner.tx, input.releaseId, publisherId);
    if (!release || release.integrationId !== input.integrationId) throw notFound("release");
    return moveStable(inner, release, "release.published", policy);
  });
}

/** The one place that moves `stable`, under the integration's row lock. */
export async function moveStable(
  ctx: TxCtx,
  release: ReleaseWithManifestRow,
  type: "release.published" | "release.rolled_back",
  policy: SubmitPolicy,
): Promise<ReleaseWithManifestRow> {
  const { integrationId, publisherId } = release;
  const touched = await touchIntegration(ctx.tx, integrationId, publisherId);
  if (!touched) throw notFound("integration");
  if (await isDropped(ctx.tx, release.id))
    throw new StoaError("refused", {
      what: `The files of release ${release.number} are gone: nobody used it for long, and room was needed.`,
      fix: "Build its commit again (stoa push), and publish the new release.",
    });
  const before = await findChannelRelease(ctx.tx, integrationId, "stable");
  const after = { ...release, channels: [...new Set([...release.channels, "stable" as const])] };
  if (before?.id === release.id) return after;
  await moveChannelRow(ctx.tx, { integrationId, publisherId, channel: "stable", releaseId: release.id, now: ctx.clock.now() });
  await rememberStable(ctx.tx, release);
  await showStable(ctx, release, before?.id ?? null, policy);
  const ids = { integrationId, releaseId: release.id, previousReleaseId: before?.id ?? null };
  await audit(ctx, {
    verb: type === "release.published" ? "release.publish" : "release.rollback",
    subject: integrationId,
    publisherId,
    before: { stable: before?.id ?? null },
    after: { stable: release.id },
  });
  await emitFacts(ctx, [{ type, publisherId, subject: integrationId, subjectVersion: touched.version, data: ids }]);
  return after;
}
