import type { ProviderView } from "@stoa/contract";
import { engineCtx, transaction, type Ctx } from "../../../base/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { needsApp } from "../provider/kinds.ts";
import { readingCustomer } from "../scope.ts";
import { listAppRows } from "../store/apps.ts";
import { showProvider } from "./list-providers.ts";

/** Providers a customer can connect accounts of at their host's; nothing of the host's apps is told. */
export async function listConnectable(ctx: Ctx, deps: ConnectDeps): Promise<ProviderView[]> {
  const { sideId } = readingCustomer(ctx);
  const rows = await transaction(engineCtx(ctx, "connections"), ({ tx }) => listAppRows(tx, { kind: "side", id: sideId }));
  const withClient = new Set(rows.filter(({ clientId }) => clientId !== null).map(({ provider }) => provider));
  const own = rows.flatMap(({ definition }) => (definition ? [definition] : []));
  const place = { main: deps.publicUrl, leading: [deps.publicUrl] };
  return [...deps.catalogue.values(), ...own]
    .filter((definition) => !needsApp(definition) || withClient.has(definition.name))
    .map((definition) => showProvider({ ...deps, place }, definition, undefined))
    .map((shown) => ({ ...shown, setUp: null, redirect: null, redirectNext: null, events: null }));
}
