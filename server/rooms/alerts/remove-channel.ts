import { audit, emitFacts, notFound, requireRole, transaction, type Ctx } from "../../base/index.ts";
import { operatorOwner, removeSecrets } from "../trust/index.ts";
import { deleteChannel } from "./store/channels.ts";
import { dropWaiting } from "./store/notifications.ts";

/** Nothing is told over it from now on; what waited is given up. @throws StoaError forbidden, not_found */
export async function removeChannel(ctx: Ctx, input: { channelId: string }): Promise<void> {
  requireRole(ctx, "operator");
  await transaction(ctx, async (inner) => {
    await dropWaiting(inner.tx, input.channelId, "The alert channel was removed.");
    const row = await deleteChannel(inner.tx, input.channelId);
    if (!row) throw notFound("alert channel");
    if (row.secretId !== null) await removeSecrets(inner, { owner: operatorOwner, ids: [row.secretId] });
    await audit(inner, { verb: "alert_channel.remove", subject: row.id, before: { name: row.name, settings: row.settings } });
    await emitFacts(inner, [{ type: "alert_channel.removed", subject: row.id, subjectVersion: row.version + 1, data: { kind: row.kind } }]);
  });
}
