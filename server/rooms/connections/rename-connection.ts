import type { ConnectionView } from "@stoa/contract";
import { audit, emitFacts, notFound, transaction, type Ctx } from "../../base/index.ts";
import type { ConnectDeps } from "./deps.ts";
import { showOne } from "./list-connections.ts";
import { requireCustomer } from "./scope.ts";
import { findConnection, renameRow } from "./store/connections.ts";

/** @throws StoaError forbidden, not_found */
export async function renameConnection(
  ctx: Ctx,
  deps: ConnectDeps,
  input: { connectionId: string; name: string },
): Promise<ConnectionView> {
  const { customerId, sideId } = requireCustomer(ctx);
  const row = await transaction(ctx, async (inner) => {
    const before = await findConnection(inner.tx, customerId, input.connectionId);
    const after = await renameRow(inner.tx, customerId, input.connectionId, input.name);
    if (!before || !after) throw notFound("connection");
    const about = { before: { name: before.name }, after: { name: after.name } };
    await audit(inner, { verb: "connection.rename", subject: after.id, customerId, sideId, ...about });
    await emitFacts(inner, [{ type: "connection.renamed", customerId, sideId, subject: after.id, subjectVersion: after.version }]);
    return after;
  });
  return showOne(ctx, deps, row);
}
