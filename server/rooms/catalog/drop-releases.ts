import { emitFacts, transaction, type Ctx } from "../../base/index.ts";
import {
  insertDropped,
  listKnown,
  listNeededDigests,
  listNeededPictures,
  listUnused,
  lockIntegrations,
  type OldRelease,
} from "./store/dropped.ts";
import { listNeededPages } from "./store/pages.ts";

/** An integration's newest releases stay, whatever is made of them: somebody may be about to publish one. */
const newest = 5;
const page = 200;

/** Releases nobody could come to use, made before a moment, oldest first; `keep` are those installed. Engine scope. */
export async function listUnusedReleases(ctx: Ctx, input: { before: number; keep: readonly string[] }): Promise<OldRelease[]> {
  return transaction(ctx, ({ tx }) => listUnused(tx, { ...input, newest, ids: null, limit: page }));
}

/**
 * Marks such releases: they cannot be published any more, so their files may go. Judged again under the lock that moving a channel takes.
 * @returns those marked
 */
export async function dropReleases(ctx: Ctx, releases: readonly OldRelease[], keep: readonly string[]): Promise<OldRelease[]> {
  if (releases.length === 0) return [];
  return transaction(ctx, async (inner) => {
    const { tx, clock } = inner;
    await lockIntegrations(tx, [...new Set(releases.map(({ integrationId }) => integrationId))]);
    const ids = releases.map(({ id }) => id);
    const still = await listUnused(tx, { before: clock.now(), newest, keep, ids, limit: ids.length });
    await insertDropped(tx, still, clock.now());
    await emitFacts(
      inner,
      still.map(({ id, publisherId, integrationId, number }) => ({
        type: "release.dropped",
        publisherId,
        subject: id,
        subjectVersion: 2,
        data: { integrationId, number },
      })),
    );
    return still;
  });
}

/** Digests of the artifacts that a release still needs. */
export async function neededDigests(ctx: Ctx): Promise<Set<string>> {
  return new Set(await transaction(ctx, ({ tx }) => listNeededDigests(tx)));
}

/** Digests of pictures that a release still brings, or that a listing shows or waits to show. */
export async function neededPictures(ctx: Ctx): Promise<Set<string>> {
  return new Set(await transaction(ctx, ({ tx }) => listNeededPictures(tx)));
}

/** Digests of pages that a release still brings. */
export async function neededPages(ctx: Ctx): Promise<Set<string>> {
  return new Set(await transaction(ctx, ({ tx }) => listNeededPages(tx)));
}

/** Those of the ids given that are integrations. */
export async function knownIntegrations(ctx: Ctx, ids: readonly string[]): Promise<Set<string>> {
  return new Set(await transaction(ctx, ({ tx }) => listKnown(tx, ids)));
}
