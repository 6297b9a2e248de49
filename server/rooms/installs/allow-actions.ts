import { notFound, requireRole, StoaError, type Ctx } from "../../base/index.ts";
import { readAsksAt, readListing, resolveRelease } from "../catalog/index.ts";
import type { Changed } from "./change-installation.ts";
import { consentDigest } from "./consent.ts";
import { recordConsent } from "./record-consent.ts";
import { once } from "./once.ts";
import { putGrants } from "./store/action-grants.ts";
import { agreeAnew, lockInstallation } from "./store.ts";
import { tell } from "./tell.ts";

/**
 * Allows actions that were taken back, or that the host has made to cover more since. `consent` is the digest shown with them.
 * @throws StoaError forbidden, not_found, conflict (they have changed since, the installation is removed), invalid_input for one it does not ask for
 */
export async function allowActions(
  ctx: Ctx,
  input: { operationId: string; installationId: string; actions: readonly string[]; consent: string },
): Promise<Changed> {
  requireRole(ctx, "customer_owner", "customer_configurer");
  const { operationId, ...body } = input;
  return once(ctx, { operationId, verb: "allow", body }, async (inner, customerId) => {
    const row = await lockInstallation(inner.tx, customerId, input.installationId);
    if (!row) throw notFound("installation");
    if (row.state === "removed") throw new StoaError("conflict", { what: "It is removed.", fix: "Install it again." });
    const { listing, showcase } = await readListing(inner, row.listingId);
    const release = await resolveRelease(inner, { integrationId: row.integrationId, releaseId: row.releaseId });
    const asks = await readAsksAt(inner, listing, release.manifest);
    if (consentDigest(asks) !== input.consent)
      throw new StoaError("conflict", { what: "What these actions cover has changed since you read it.", fix: "Read the page again." });
    const asked = (asks.actions ?? []).filter(({ offered }) => offered);
    const unknown = input.actions.find((name) => asked.every((one) => one.name !== name));
    if (unknown !== undefined) throw notAsked(unknown);
    const actions = asked.filter(({ name }) => input.actions.includes(name)).map(({ name, scopes }) => ({ name, scopes }));
    await putGrants(inner.tx, row, { actions, now: inner.clock.now(), anew: true });
    const after = await agreeAnew(inner.tx, { id: row.id, consentDigest: input.consent, agreed: asks });
    if (!after) throw notFound("installation");
    await recordConsent(inner, row, { way: "allow", release, asks, showcase });
    await tell(inner, "allow", after, { after: { allowed: actions } });
    return { installationId: row.id, state: row.state };
  });
}

function notAsked(name: string): StoaError {
  return new StoaError("invalid_input", {
    what: `This integration does not ask for ${name}.`,
    problems: [{ path: "body/actions", message: `${name} is none of its actions` }],
  });
}
