import { sayIn, type Manifest, type NeedView } from "@stoa/contract";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { getListing } from "../catalog/index.ts";
import type { ConnectDeps } from "./deps.ts";
import { showAll } from "./list-connections.ts";
import { scopesOf } from "./oauth/grants.ts";
import { resolveProvider, type Serving } from "./resolve-provider.ts";
import { readingCustomer } from "./scope.ts";
import { listConnectionRows, type ConnectionRow } from "./store/connections.ts";

/** The accounts a listing's program uses, what connecting each takes, and the customer's connections that would do. @throws StoaError not_found */
export async function listNeeds(ctx: Ctx, deps: ConnectDeps, input: { listingId: string }): Promise<NeedView[]> {
  const { customerId, sideId } = readingCustomer(ctx);
  const { listing, release, showcase } = await getListing(ctx, input);
  const rows = await transaction(ctx, ({ tx }) => listConnectionRows(tx, customerId));
  const say = sayIn(ctx.languages ?? [], showcase);
  const needs: NeedView[] = [];
  for (const need of release?.manifest.connections ?? []) {
    const { provider } = need;
    if (provider === undefined) continue;
    const found = await resolveProvider(ctx, deps, { sideId, publisherId: listing.publisherId, provider }).catch((error: unknown) => {
      if (error instanceof StoaError) return error.message;
      throw error;
    });
    needs.push({ ...(await showNeed(ctx, deps, need, found, rows)), title: say(need.title) });
  }
  return needs;
}

async function showNeed(
  ctx: Ctx,
  deps: ConnectDeps,
  need: Manifest["connections"][number],
  found: Serving | string,
  rows: readonly ConnectionRow[],
): Promise<NeedView> {
  const provider = need.provider ?? "";
  const missing = typeof found === "string" ? found : null;
  const definition = typeof found === "string" ? deps.catalogue.get(provider) : found.definition;
  const said = new Map((definition?.scopes ?? []).map((scope) => [scope.name, scope.text]));
  const scopes = need.scopes ?? [];
  const fits = typeof found === "string" ? [] : rows.filter((row) => doesFit(found, scopes, row));
  const { title, kind, documents, fields } = definition ?? { title: provider, kind: "custom" as const, documents: "", fields: [] };
  return {
    name: need.name,
    title: need.title,
    optional: need.optional ?? false,
    provider: { name: provider, title, kind, documents, fields },
    scopes: scopes.map((name) => ({ name, text: said.get(name) ?? name })),
    missing,
    fits: await showAll(ctx, deps, fits),
  };
}

/** Whether a connection serves a need: of this provider, by the same app, with at least its scopes. */
export function doesFit(
  serving: Serving,
  scopes: readonly string[],
  row: Pick<ConnectionRow, "provider" | "appId" | "scopes" | "state">,
): boolean {
  const { definition, app } = serving;
  if (row.provider !== definition.name || row.appId !== (app?.id ?? null)) return false;
  if (row.state !== "connected" && row.state !== "needs_reauth") return false;
  if (definition.oauth === undefined) return true;
  return scopesOf({ ...definition, oauth: { ...definition.oauth, baseScopes: [] } }, scopes).every((scope) => row.scopes.includes(scope));
}
