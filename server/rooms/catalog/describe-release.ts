import { audit, notFound, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { requirePublisher } from "./scope.ts";
import { putNote } from "./store/changes.ts";
import { findRelease, type ReleaseWithManifestRow } from "./store/releases.ts";

/** What is new in a release, in plain words that customers read on its listing's page once they get it. @throws StoaError not_found, invalid_input */
export async function describeRelease(
  ctx: Ctx,
  input: { integrationId: string; releaseId: string; notes: string },
): Promise<ReleaseWithManifestRow> {
  const publisherId = requirePublisher(ctx, "publisher_owner", "publisher_developer");
  const { integrationId, releaseId } = input;
  const notes = input.notes.trim();
  if (notes === "") throw new StoaError("invalid_input", { what: "The notes are empty.", fix: "Say what is new for customers." });
  return transaction(ctx, async (inner) => {
    const release = await findRelease(inner.tx, releaseId, publisherId);
    if (!release || release.integrationId !== integrationId) throw notFound("release");
    await putNote(inner.tx, { releaseId, integrationId, publisherId, notes, now: inner.clock.now() });
    await audit(inner, { verb: "release.describe", subject: releaseId, publisherId, after: { notes } });
    return { ...release, notes };
  });
}
