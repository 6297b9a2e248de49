import { showId, type ProviderAppView, type ProviderDefinition, type ProviderView } from "@stoa/contract";
import { transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { addressOf, readLeadingAddresses, readSideAddress } from "../../identity/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { redirectAt } from "../return-address.ts";
import { needsApp } from "../provider/kinds.ts";
import { requireAppOwner } from "./app-owner.ts";
import { listAppRows, type AppOwner, type AppRow } from "../store/apps.ts";

/** Every provider of the catalogue and those described here, each with what is entered of an app. @throws StoaError forbidden */
export async function listProviders(ctx: Ctx, deps: ConnectDeps): Promise<ProviderView[]> {
  const owner = requireAppOwner(ctx);
  const { rows, place } = await transaction(ctx, async (inner) => ({
    rows: await listAppRows(inner.tx, owner),
    place: await readPlace(inner, deps, owner),
  }));
  const apps = new Map(rows.map((row) => [row.provider, row]));
  const own = rows.flatMap(({ definition }) => (definition ? [definition] : []));
  return [...deps.catalogue.values(), ...own]
    .map((definition) => showProvider({ ...deps, place }, definition, apps.get(definition.name)))
    .toSorted((one, other) => one.title.localeCompare(other.title, "en"));
}

/** Addresses that providers may send browsers back to, and the one that people are led to. */
interface Place {
  main: string;
  leading: readonly string[];
}

async function readPlace({ tx }: TxCtx, { publicUrl }: ConnectDeps, owner: AppOwner): Promise<Place> {
  if (owner.kind === "publisher") return { main: publicUrl, leading: [publicUrl] };
  return { main: await readSideAddress(tx, publicUrl, owner.id), leading: await readLeadingAddresses(tx, publicUrl, owner.id) };
}

/** One provider with what is entered of its app, as its owner sees it. */
export async function showOwned(
  ctx: TxCtx,
  deps: ConnectDeps,
  { owner, definition, app }: { owner: AppOwner; definition: ProviderDefinition; app: AppRow | undefined },
): Promise<ProviderView> {
  return showProvider({ ...deps, place: await readPlace(ctx, deps, owner) }, definition, app);
}

export function showProvider(
  deps: Pick<ConnectDeps, "catalogue" | "publicUrl"> & { place: Place },
  definition: ProviderDefinition,
  app: AppRow | undefined,
): ProviderView {
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
    ...(kind === "oauth-code" ? redirectsOf(deps, app) : { redirect: null, redirectNext: null }),
    app: app ? showApp(app) : null,
  };
}

/** An app that is entered returns where it was entered with; one that is not, where its side's people are. */
function redirectsOf(
  { publicUrl, place }: { publicUrl: string; place: Place },
  app: AppRow | undefined,
): Pick<ProviderView, "redirect" | "redirectNext"> {
  if (!app || app.clientId === null) return { redirect: redirectAt(place.main), redirectNext: null };
  const own = app.returnsTo === null ? publicUrl : addressOf(publicUrl, app.returnsTo);
  const now = place.leading.includes(own) ? own : publicUrl;
  return { redirect: redirectAt(now), redirectNext: now === place.main ? null : redirectAt(place.main) };
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
