import { engineCtx, notFound, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { removeSecrets } from "../../trust/index.ts";
import { requireAppOwner } from "./app-owner.ts";
import { countLiveConnections, endApp, findApp, lockApp } from "../store/apps.ts";
import { keepSigning } from "./signing-secrets.ts";
import { tellApp } from "./save-app.ts";

/** Takes an app away; refused while connections of customers live by it. @throws StoaError forbidden, not_found, conflict */
export async function removeApp(ctx: Ctx, input: { provider: string }): Promise<void> {
  const owner = requireAppOwner(ctx);
  const found = await transaction(ctx, ({ tx }) => findApp(tx, owner, input.provider));
  if (!found) throw notFound("app");
  // Whose they are is no business of the app's owner; how many, is.
  const live = await transaction(engineCtx(ctx, "connections"), ({ tx }) => countLiveConnections(tx, found.id));
  if ((live?.count ?? 0) > 0)
    throw new StoaError("conflict", {
      what: `Connections of customers were made with this app (${live?.count}) and would stop working.`,
      fix: "Enter a new client id and secret in its place, or wait until those customers have disconnected.",
    });
  return transaction(ctx, async (inner) => {
    const row = await lockApp(inner.tx, owner, input.provider);
    if (!row) throw notFound("app");
    await keepSigning(inner, owner, row.id, 0);
    await endApp(inner.tx, row.id, inner.clock.now());
    if (row.secretId !== null) await removeSecrets(inner, { owner, ids: [row.secretId] });
    await tellApp(inner, owner, row, "remove");
  });
}
