import type { ProviderView } from "@stoa/contract";
import { newId, notFound, StoaError, transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { putSecret } from "../../trust/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { findEvents } from "../events/open-events.ts";
import { needsApp } from "../provider/kinds.ts";
import { findApp, insertApp, lockApp, type AppOwner, type AppRow } from "../store/apps.ts";
import { requireAppOwner } from "./app-owner.ts";
import { showOwned } from "./list-providers.ts";
import { tellApp } from "./save-app.ts";
import { addSigning } from "./signing-secrets.ts";

/**
 * Enters what a provider signs its events with. The one before is taken too, until it is ended or a third comes.
 * @throws StoaError forbidden, not_found, conflict without an app, refused for a provider whose events are signed otherwise, key_missing
 */
export async function putSigningSecret(
  ctx: Ctx,
  deps: ConnectDeps,
  input: { provider: string; signingSecret: string },
): Promise<ProviderView> {
  const owner = requireAppOwner(ctx);
  const { definition, events } = await findEvents(ctx, deps, { owner, provider: input.provider });
  if (events.secret === "client")
    throw new StoaError("refused", {
      what: `${definition.title} signs its events with the app's client secret.`,
      fix: "Nothing is to be entered here; a new client secret is entered with the app.",
    });
  return transaction(ctx, async (inner) => {
    const app = (await lockApp(inner.tx, owner, input.provider)) ?? (needsApp(definition) ? undefined : await create(inner, owner, input));
    if (!app)
      throw new StoaError("conflict", {
        what: `No app at ${definition.title} is entered yet.`,
        fix: "Enter its client id and secret first.",
      });
    const secretId = await putSecret(inner, { owner, name: "signing secret", value: input.signingSecret });
    await addSigning(inner, owner, { app, secretId });
    await tellApp(inner, owner, app, "sign");
    return showOwned(inner, deps, { owner, definition, app: await again(inner, owner, input.provider) });
  });
}

/** Where no app is needed to connect, what signs is still known by one. */
async function create(ctx: TxCtx, owner: AppOwner, { provider }: { provider: string }): Promise<AppRow> {
  await insertApp(ctx.tx, {
    id: newId(ctx.clock),
    sideId: owner.kind === "side" ? owner.id : null,
    publisherId: owner.kind === "publisher" ? owner.id : null,
    provider,
    definition: null,
    clientId: null,
    secretId: null,
    returnsTo: null,
    createdAt: ctx.clock.now(),
  });
  return again(ctx, owner, provider);
}

async function again(ctx: TxCtx, owner: AppOwner, provider: string): Promise<AppRow> {
  const row = await findApp(ctx.tx, owner, provider);
  if (row) return row;
  throw notFound("app");
}
