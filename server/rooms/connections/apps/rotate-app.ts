import type { ProviderView } from "@stoa/contract";
import { notFound, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import { putSecret } from "../../trust/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { requireAppOwner } from "./app-owner.ts";
import { findApp, lockApp, updateApp, type AppRow } from "../store/apps.ts";
import { showOwned } from "./list-providers.ts";
import { tellApp } from "./save-app.ts";
import { retireClientSecret } from "./signing-secrets.ts";
import { findAppFault } from "./test-app.ts";

/**
 * Puts a new client secret in the place of the old one, once the provider has taken it: until then everything goes on with the old one.
 * @throws StoaError forbidden, not_found, refused when the provider does not take it
 */
export async function rotateApp(ctx: Ctx, deps: ConnectDeps, input: { provider: string; clientSecret: string }): Promise<ProviderView> {
  const owner = requireAppOwner(ctx);
  const before = await transaction(ctx, ({ tx }) => findApp(tx, owner, input.provider));
  if (!before) throw notFound("app");
  const fault = await faultOf(ctx, deps, before, input.clientSecret);
  if (fault !== null)
    throw new StoaError("refused", {
      what: `The new secret was not taken: ${fault}`,
      fix: "Copy it again; the old one stays in use until then.",
    });
  return transaction(ctx, async (inner) => {
    const row = await lockApp(inner.tx, owner, input.provider);
    const definition = deps.catalogue.get(input.provider) ?? row?.definition;
    if (!row || !definition || row.clientId !== before.clientId)
      throw new StoaError("conflict", { what: "The app was changed meanwhile.", fix: "Load the page again." });
    const secretId = await putSecret(inner, { owner, name: "provider app", value: input.clientSecret });
    const { id, clientId, returnsTo } = row;
    const change = { id, definition: row.definition, clientId, secretId, rotatedAt: inner.clock.now(), returnsTo };
    const after = await updateApp(inner.tx, change);
    if (!after) throw notFound("app");
    const signs = definition.events?.secret === "client";
    if (row.secretId !== null) await retireClientSecret(inner, owner, { app: row, secretId: row.secretId, signs });
    await tellApp(inner, owner, after, "rotate");
    return showOwned(inner, deps, { owner, definition, app: await findApp(inner.tx, owner, input.provider) });
  });
}

/** Where a provider has an address for each customer nothing can be tried beforehand. */
async function faultOf(ctx: Ctx, deps: ConnectDeps, app: AppRow, secret: string): Promise<string | null> {
  const definition = deps.catalogue.get(app.provider) ?? app.definition;
  const isTriable = definition?.fields.every((field) => field.secret || field.default !== undefined) ?? false;
  return isTriable ? findAppFault(ctx, deps, app, secret) : null;
}
