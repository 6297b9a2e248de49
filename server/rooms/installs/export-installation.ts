import { showId } from "@stoa/contract";
import { audit, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { hideSecrets } from "./split-secrets.ts";
import { listConsentRows } from "./store/consents.ts";
import { listGrantRows } from "./store/action-grants.ts";
import { findInstallation } from "./store.ts";

/** Parts that higher rooms add to an export, such as runs and state; each under its own name. */
export type ExportPart = (ctx: Ctx, installationId: string) => Promise<Record<string, unknown>>;

/** Everything kept about an installation, as JSON; secrets only by name and date. @throws StoaError forbidden, not_found */
export async function exportInstallation(
  ctx: Ctx,
  input: { installationId: string; parts: readonly ExportPart[] },
): Promise<Record<string, unknown>> {
  requireRole(ctx, "customer_owner");
  const own = await transaction(ctx, async (inner) => {
    const { scope } = inner;
    const customerId = scope.kind === "customer" ? scope.customerId : null;
    const row = await findInstallation(inner.tx, { customerId, publisherId: null, sideId: null }, input.installationId);
    if (!row) throw notFound("installation");
    await audit(inner, {
      verb: "installation.export",
      subject: row.id,
      sideId: row.sideId,
      customerId: row.customerId,
      publisherId: row.publisherId,
    });
    return {
      id: showId("installation", row.id),
      name: row.name,
      state: row.state,
      listing: showId("listing", row.listingId),
      release: showId("release", row.releaseId),
      config: hideSecrets(row.config),
      schedule: row.schedule,
      zone: row.zone,
      actions: (await listGrantRows(inner.tx, row.id)).map(({ action, scopes, grantedAt, revokedAt }) => ({
        action,
        scopes,
        allowedAt: new Date(grantedAt).toISOString(),
        takenBackAt: revokedAt === null ? null : new Date(revokedAt).toISOString(),
      })),
      consents: (await listConsentRows(inner.tx, row.customerId, row.id)).map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
      createdAt: new Date(row.createdAt).toISOString(),
    };
  });
  const parts = await Promise.all(input.parts.map((part) => part(ctx, input.installationId)));
  return Object.assign({ exportedAt: new Date(ctx.clock.now()).toISOString(), installation: own }, ...parts);
}
