import { emitFacts, type TxCtx } from "../../base/index.ts";
import { readAsks, readListing, resolveRelease } from "../catalog/index.ts";
import { consentDigest } from "./consent.ts";
import { lockFollowers, moveToRelease, type FollowerRow } from "./store.ts";

/**
 * A channel names another release: installations that follow it move at once where it asks for what was agreed to, and wait for
 * consent where it asks for something else. One that waits for a release that was taken back waits no more. Engine scope, called by the handler of `release.published` and `release.created`.
 */
export async function moveFollowers(
  ctx: TxCtx,
  input: { integrationId: string; channel: "stable" | "latest" },
): Promise<{ moved: number; waiting: number }> {
  const release = await resolveRelease(ctx, input);
  const isSettled = (row: FollowerRow): boolean => row.releaseId === release.id && row.waitingReleaseId === null;
  const followers = (await lockFollowers(ctx.tx, input.integrationId, input.channel)).filter((row) => !isSettled(row));
  const digests = new Map<string, string>();
  for (const listingId of new Set(followers.map((row) => row.listingId))) {
    const { listing } = await readListing(ctx, listingId);
    digests.set(listingId, consentDigest(readAsks(release.manifest, listing.hosts)));
  }
  const agrees = (row: FollowerRow): boolean => row.releaseId === release.id || digests.get(row.listingId) === row.consentDigest;
  const moved = followers.filter(agrees);
  const waiting = followers.filter((row) => !agrees(row));
  await moveAll(ctx, moved, release.id, false);
  await moveAll(ctx, waiting, release.id, true);
  return { moved: moved.length, waiting: waiting.length };
}

async function moveAll(ctx: TxCtx, rows: readonly FollowerRow[], releaseId: string, waits: boolean): Promise<void> {
  if (rows.length === 0) return;
  const versions = await moveToRelease(
    ctx.tx,
    rows.map((row) => row.id),
    releaseId,
    waits,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  await emitFacts(
    ctx,
    versions.map(({ id, version }) => {
      const row = byId.get(id);
      const tenant = { sideId: row?.sideId ?? null, customerId: row?.customerId ?? null, publisherId: row?.publisherId ?? null };
      return {
        type: waits ? "installation.consent_asked" : "installation.upgraded",
        ...tenant,
        subject: id,
        subjectVersion: version,
        data: { releaseId },
      };
    }),
  );
}
