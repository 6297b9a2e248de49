import { notFound, requireRole, StoaError, type Ctx } from "../../base/index.ts";
import { readAsksAt, readListing, resolveRelease } from "../catalog/index.ts";
import { grantAsked } from "./action-grants.ts";
import type { Changed } from "./change-installation.ts";
import { consentDigest } from "./consent.ts";
import { recordConsent } from "./record-consent.ts";
import { once } from "./once.ts";
import { acceptRelease, lockInstallation } from "./store.ts";
import { tell } from "./tell.ts";

/** Agrees to what a waiting release asks for and moves to it. @throws StoaError forbidden, not_found, conflict when none waits or the asks shown are not its */
export async function acceptUpgrade(ctx: Ctx, input: { operationId: string; installationId: string; consent: string }): Promise<Changed> {
  requireRole(ctx, "customer_owner", "customer_configurer");
  const { operationId, ...body } = input;
  return once(ctx, { operationId, verb: "upgrade", body }, async (inner, customerId) => {
    const row = await lockInstallation(inner.tx, customerId, input.installationId);
    if (!row) throw notFound("installation");
    if (row.waitingReleaseId === null)
      throw new StoaError("conflict", { what: "No release waits for your consent.", fix: "Load the page again." });
    const { listing, showcase } = await readListing(inner, row.listingId);
    const release = await resolveRelease(inner, { integrationId: row.integrationId, releaseId: row.waitingReleaseId });
    const asks = await readAsksAt(inner, listing, release.manifest);
    const digest = consentDigest(asks);
    if (digest !== input.consent)
      throw new StoaError("conflict", {
        what: "What the new release asks for has changed since you read it.",
        fix: "Read the page again.",
      });
    const after = await acceptRelease(inner.tx, { id: row.id, releaseId: release.id, consentDigest: digest, agreed: asks });
    if (!after) throw notFound("installation");
    await recordConsent(inner, row, { way: "upgrade", release, asks, showcase });
    const granted = await grantAsked(inner, row, asks);
    await tell(inner, "upgrade", after, { before: { releaseId: row.releaseId }, after: { releaseId: release.id, granted } });
    return { installationId: after.id, state: after.state };
  });
}
