import type { ConnectionState } from "@stoa/contract";
import { audit, emitFacts, notFound, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { requireCustomer } from "./scope.ts";
import { beginLeaving, findConnection } from "./store/connections.ts";
import { endNotices } from "./store/notices.ts";

/** Ends a connection: nothing uses it from now on, and its tokens are given back at the provider within a minute. @throws StoaError forbidden, not_found */
export async function disconnect(ctx: Ctx, input: { connectionId: string }): Promise<{ state: ConnectionState }> {
  const { customerId } = requireCustomer(ctx);
  return transaction(ctx, async (inner) => {
    if (await leave(inner, customerId, input.connectionId)) return { state: "disconnecting" };
    const row = await findConnection(inner.tx, customerId, input.connectionId);
    if (!row) throw notFound("connection");
    return { state: row.state };
  });
}

/** Ends connections that nothing needs any more, within the transaction that took the last use away. */
export async function leaveConnections(ctx: TxCtx, input: { customerId: string; ids: readonly string[] }): Promise<void> {
  for (const id of input.ids) await leave(ctx, input.customerId, id);
}

async function leave(ctx: TxCtx, customerId: string, id: string): Promise<boolean> {
  const row = await beginLeaving(ctx.tx, customerId, id, ctx.clock.now());
  if (!row) return false;
  const { sideId } = row;
  await endNotices(ctx.tx, row.id, ctx.clock.now());
  await audit(ctx, {
    verb: "connection.disconnect",
    subject: row.id,
    customerId,
    sideId,
    before: { provider: row.provider, name: row.name },
  });
  const data = { provider: row.provider, state: row.state };
  await emitFacts(ctx, [{ type: "connection.disconnecting", customerId, sideId, subject: row.id, subjectVersion: row.version, data }]);
  return true;
}
