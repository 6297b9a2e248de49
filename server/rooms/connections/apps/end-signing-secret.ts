import type { ProviderView } from "@stoa/contract";
import { notFound, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { findEvents } from "../events/open-events.ts";
import { findApp, lockApp } from "../store/apps.ts";
import { requireAppOwner } from "./app-owner.ts";
import { showOwned } from "./list-providers.ts";
import { tellApp } from "./save-app.ts";
import { keepSigning } from "./signing-secrets.ts";

/** Ends what events were signed with before; only the newest is taken from now on. @throws StoaError forbidden, not_found, conflict when there is no older one */
export async function endSigningSecret(ctx: Ctx, deps: ConnectDeps, input: { provider: string }): Promise<ProviderView> {
  const owner = requireAppOwner(ctx);
  const { definition, events } = await findEvents(ctx, deps, { owner, provider: input.provider });
  return transaction(ctx, async (inner) => {
    const app = await lockApp(inner.tx, owner, input.provider);
    if (!app) throw notFound("app");
    // The client secret in use stands with the app: what stands here is only the one before it.
    const ended = await keepSigning(inner, owner, app.id, events.secret === "client" ? 0 : 1);
    if (ended === 0) throw new StoaError("conflict", { what: "There is no older signing secret.", fix: "Nothing is to be done." });
    await tellApp(inner, owner, app, "sign");
    return showOwned(inner, deps, { owner, definition, app: await findApp(inner.tx, owner, input.provider) });
  });
}
