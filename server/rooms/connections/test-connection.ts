import type { TestResult } from "@stoa/contract";
import { audit, emitFacts, engineCtx, newId, notFound, StoaError, transaction, type Ctx } from "../../base/index.ts";
import type { ConnectDeps } from "./deps.ts";
import { askAccount, tryCredential } from "./provider/ask-account.ts";
import { requireCustomer } from "./scope.ts";
import { findConnection, noteTest } from "./store/connections.ts";
import { freshCredential } from "./tokens/fresh-credential.ts";
import { asking } from "./try-account.ts";

/** Asks the provider whether the account still works, with a token fetched anew where that is due. @throws StoaError forbidden, not_found */
export async function testConnection(ctx: Ctx, deps: ConnectDeps, input: { connectionId: string }): Promise<TestResult> {
  const { customerId, sideId } = requireCustomer(ctx);
  const row = await transaction(ctx, ({ tx }) => findConnection(tx, customerId, input.connectionId));
  if (!row || row.state === "disconnected") throw notFound("connection");
  const found = await tryNow(engineCtx(ctx, "connections", ctx.trace), deps, row.id);
  await transaction(ctx, async (inner) => {
    await noteTest(inner.tx, { id: row.id, error: found.error, now: inner.clock.now() });
    await audit(inner, { verb: "connection.test", subject: row.id, customerId, sideId, after: { ok: found.ok } });
    await emitFacts(inner, [
      {
        type: "connection.tested",
        customerId,
        sideId,
        subject: newId(inner.clock),
        subjectVersion: 1,
        data: { connectionId: row.id, ok: found.ok },
      },
    ]);
  });
  return found;
}

async function tryNow(ctx: Ctx, deps: ConnectDeps, connectionId: string): Promise<TestResult> {
  try {
    const { row, serving, secret } = await freshCredential(ctx, deps, { connectionId });
    const values = { ...row.fields, ...secret };
    const asksAccount = serving.definition.account?.from === "call";
    const account = await asking(serving, async () => {
      if (!serving.definition.test && asksAccount) return (await askAccount(deps, serving.definition, values, undefined)).name;
      await tryCredential(deps, serving.definition, values);
      return row.accountName;
    });
    return { ok: true, error: null, account };
  } catch (error) {
    if (!(error instanceof StoaError) || error.code === "key_missing") throw error;
    return { ok: false, error: error.message, account: null };
  }
}
