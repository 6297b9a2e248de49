import type { Asks } from "@stoa/contract";
import { emitFacts, type TxCtx } from "../../base/index.ts";
import { asksMore, beyondApproved, readAsksAt, readListing, resolveRelease, type ReleaseWithManifestRow } from "../catalog/index.ts";
import { consentDigest } from "./consent.ts";
import { lockFollowers, moveToRelease, type FollowerRow } from "./store.ts";

/** What a listing's followers of a channel should have, and what it asks for. */
interface Offer {
  release: ReleaseWithManifestRow;
  asks: Asks;
}

/**
 * A channel names another release, or a host agreed to one: installations that follow it move at once where it asks for no more than was
 * agreed to, and wait for consent where it asks for more. Where the host has yet to review it, they stay. One that waits for a release that
 * was taken back waits no more. Engine scope, called by the handler of `release.*` and `listing.published`.
 */
export async function moveFollowers(
  ctx: TxCtx,
  input: { integrationId: string; channel: "stable" | "latest" },
): Promise<{ moved: number; waiting: number }> {
  const followers = await lockFollowers(ctx.tx, input.integrationId, input.channel);
  const counts = { moved: 0, waiting: 0 };
  for (const [listingId, rows] of Map.groupBy(followers, (row) => row.listingId)) {
    const offer = await findOffer(ctx, listingId, input);
    if (!offer) continue;
    const unsettled = rows.filter((row) => row.releaseId !== offer.release.id || row.waitingReleaseId !== null);
    const agrees = judgeConsent(unsettled, offer);
    const [moved, waiting] = [unsettled.filter(agrees), unsettled.filter((row) => !agrees(row))];
    await moveAll(ctx, moved, offer.release.id, false);
    await moveAll(ctx, waiting, offer.release.id, true);
    counts.moved += moved.length;
    counts.waiting += waiting.length;
  }
  return counts;
}

async function findOffer(
  ctx: TxCtx,
  listingId: string,
  of: { integrationId: string; channel: "stable" | "latest" },
): Promise<Offer | undefined> {
  const { listing, release, asks, approved } = await readListing(ctx, listingId);
  if (of.channel === "stable") return release && asks ? { release, asks } : undefined;
  const latest = await resolveRelease(ctx, of);
  const offer = { release: latest, asks: await readAsksAt(ctx, listing, latest.manifest) };
  return (beyondApproved(approved, offer.asks)?.length ?? 0) > 0 ? undefined : offer;
}

/** Rows from before what was agreed to was kept whole are judged by the digest of it. */
function judgeConsent(rows: readonly FollowerRow[], offer: Offer): (row: FollowerRow) => boolean {
  const digest = consentDigest(offer.asks);
  const byAgreement = new Map<string, boolean>();
  for (const { agreed, consentDigest: key } of rows)
    if (agreed && !byAgreement.has(key)) byAgreement.set(key, asksMore(agreed, offer.asks).length === 0);
  return (row) => row.releaseId === offer.release.id || row.consentDigest === digest || byAgreement.get(row.consentDigest) === true;
}

async function moveAll(ctx: TxCtx, rows: readonly FollowerRow[], releaseId: string, waits: boolean): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map((row) => row.id);
  const versions = await moveToRelease(ctx.tx, ids, releaseId, waits);
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
