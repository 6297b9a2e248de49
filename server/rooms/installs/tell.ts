import { audit, emitFacts, type TxCtx } from "../../base/index.ts";
import type { InstallationRow } from "./store.ts";

/** Audit row and fact of one change of an installation; `before` and `after` hold no config values: those stand in a row of their own (`auditSettings`), and where no other thing changed there is no second (`silent`). */
export async function tell(
  ctx: TxCtx,
  verb: string,
  row: InstallationRow,
  { data, silent = false, ...change }: { before?: object; after?: object; data?: object; silent?: boolean } = {},
): Promise<void> {
  const tenant = { sideId: row.sideId, customerId: row.customerId, publisherId: row.publisherId };
  if (!silent) await audit(ctx, { verb: `installation.${verb}`, subject: row.id, ...tenant, ...change });
  await emitFacts(ctx, [
    {
      type: `installation.${pastTense[verb] ?? verb}`,
      ...tenant,
      subject: row.id,
      subjectVersion: row.version,
      data: { integrationId: row.integrationId, listingId: row.listingId, state: row.state, ...data },
    },
  ]);
}

const pastTense: Record<string, string> = {
  install: "installed",
  configure: "configured",
  pause: "paused",
  resume: "resumed",
  uninstall: "removed",
  upgrade: "upgraded",
  allow: "allowed",
  revoke: "revoked",
};
