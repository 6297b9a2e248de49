import type { Manifest } from "@stoa/contract";
import { notFound, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { getListing } from "../catalog/index.ts";
import type { ConnectDeps } from "./deps.ts";
import { resolveOf, resolveProvider, type Serving } from "./resolve-provider.ts";
import { readingCustomer } from "./scope.ts";
import { findConnection, type ConnectionRow } from "./store/connections.ts";

/** What somebody wants to connect: an account a listing declares, one of a provider, or one they have, anew. */
export interface TargetInput {
  provider?: string | undefined;
  listingId?: string | undefined;
  need?: string | undefined;
  connectionId?: string | undefined;
}

export interface Target extends Serving {
  scopes: string[];
  listingId: string | null;
  /** The connection that is connected anew. */
  before: ConnectionRow | undefined;
  title: string;
}

/** @throws StoaError not_found, invalid_input, refused when no app is entered */
export async function resolveTarget(ctx: Ctx, deps: ConnectDeps, input: TargetInput): Promise<Target> {
  const before = input.connectionId === undefined ? undefined : await findBefore(ctx, input.connectionId);
  if (input.listingId !== undefined) return ofListing(ctx, deps, { listingId: input.listingId, need: input.need, before });
  if (before) {
    const serving = await resolveOf(ctx, deps, before);
    return { ...serving, scopes: before.scopes, listingId: null, before, title: serving.definition.title };
  }
  if (input.provider === undefined)
    throw new StoaError("invalid_input", {
      what: "Say what to connect.",
      fix: "Give a listing and its account's name, a provider, or a connection.",
    });
  const { sideId } = readingCustomer(ctx);
  const serving = await resolveProvider(ctx, deps, { sideId, publisherId: null, provider: input.provider });
  return { ...serving, scopes: [], listingId: null, before: undefined, title: serving.definition.title };
}

async function findBefore(ctx: Ctx, connectionId: string): Promise<ConnectionRow> {
  const { customerId } = readingCustomer(ctx);
  const row = await transaction(ctx, ({ tx }) => findConnection(tx, customerId, connectionId));
  if (row && (row.state === "connected" || row.state === "needs_reauth")) return row;
  throw notFound("connection");
}

/** What a listing's account asks for, and what the connection may do already: rights are added one by one, as they are needed. */
async function ofListing(
  ctx: Ctx,
  deps: ConnectDeps,
  { listingId, need: name, before }: { listingId: string; need: string | undefined; before: ConnectionRow | undefined },
): Promise<Target> {
  const { sideId } = readingCustomer(ctx);
  const { listing, release } = await getListing(ctx, { listingId });
  const need = release ? findNeed(release.manifest, name) : undefined;
  if (need?.provider === undefined) throw notFound("account of this listing");
  const serving = await resolveProvider(ctx, deps, { sideId, publisherId: listing.publisherId, provider: need.provider });
  if (before && (before.provider !== need.provider || before.appId !== (serving.app?.id ?? null)))
    throw notFound("connection of this provider");
  const scopes = [...new Set([...(before?.scopes ?? []), ...(need.scopes ?? [])])];
  return { ...serving, scopes, listingId, before, title: need.title };
}

function findNeed(manifest: Manifest, name: string | undefined): Manifest["connections"][number] | undefined {
  const needs = manifest.connections.filter(({ provider }) => provider !== undefined);
  return name === undefined && needs.length === 1 ? needs[0] : needs.find((one) => one.name === name);
}
