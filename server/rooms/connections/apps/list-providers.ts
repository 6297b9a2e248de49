import { showId, type ProviderAppView, type ProviderDefinition, type ProviderView } from "@stoa/contract";
import { transaction, type Ctx } from "../../../base/index.ts";
import { redirectOf, type ConnectDeps } from "../deps.ts";
import { needsApp } from "../provider/kinds.ts";
import { requireAppOwner } from "./app-owner.ts";
import { listAppRows, type AppRow } from "../store/apps.ts";

/** Every provider of the catalogue and those described here, each with what is entered of an app. @throws StoaError forbidden */
export async function listProviders(ctx: Ctx, deps: ConnectDeps): Promise<ProviderView[]> {
  const owner = requireAppOwner(ctx);
  const rows = await transaction(ctx, ({ tx }) => listAppRows(tx, owner));
  const apps = new Map(rows.map((row) => [row.provider, row]));
  const own = rows.flatMap(({ definition }) => (definition ? [definition] : []));
  return [...deps.catalogue.values(), ...own]
    .map((definition) => showProvider(deps, definition, apps.get(definition.name)))
    .toSorted((one, other) => one.title.localeCompare(other.title, "en"));
}

export function showProvider(deps: ConnectDeps, definition: ProviderDefinition, app: AppRow | undefined): ProviderView {
  const { name, title, kind, documents, fields, scopes = [], setUp } = definition;
  return {
    name,
    title,
    kind,
    own: !deps.catalogue.has(name),
    documents,
    fields,
    scopes,
    needsApp: needsApp(definition),
    setUp: setUp ?? null,
    events: showEvents(definition, app),
    redirect: kind === "oauth-code" ? redirectOf(deps) : null,
    app: app ? showApp(app) : null,
  };
}

const moment = (milliseconds: number | null): string | null => (milliseconds === null ? null : new Date(milliseconds).toISOString());

function showEvents({ account, events }: ProviderDefinition, app: AppRow | undefined): ProviderView["events"] {
  if (!account || !events) return null;
  const { steps, secret } = events;
  return { steps, secret, signingSecrets: app?.signingSecrets ?? 0, signingSince: moment(app?.signingSince ?? null) };
}

export function showApp(row: AppRow): ProviderAppView {
  return {
    id: showId("providerApp", row.id),
    clientId: row.clientId,
    hasSecret: row.secretId !== null,
    testedAt: moment(row.testedAt),
    testError: row.testError,
    rotatedAt: moment(row.rotatedAt),
    createdAt: new Date(row.createdAt).toISOString(),
  };
}
