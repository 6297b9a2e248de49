import { showId, type InstallationView, type Manifest, type Say } from "@stoa/contract";
import { StoaError, type Ctx, type TxCtx } from "../../base/index.ts";
import { leaveConnections } from "../connections/index.ts";
import { deleteAccounts, insertAccount, listAccountRows, unusedConnections, type AccountRow } from "./store/accounts.ts";

/** Connections by the names a manifest gives its accounts; null takes one away. */
export type GivenAccounts = Readonly<Record<string, string | null>>;

/** Handed in by whoever wires the rooms: whether a customer's connection serves what a release declares. @throws StoaError not_found, refused */
export type RequireFit = (
  ctx: Ctx,
  input: { publisherId: string; need: Manifest["connections"][number]; connectionId: string },
) => Promise<void>;

/** Accounts at providers that a release declares. */
export function needsOf(manifest: Pick<Manifest, "connections">): Manifest["connections"] {
  return manifest.connections.filter(({ provider }) => provider !== undefined);
}

/** Checks what was given against what is declared, before a transaction is open. @throws StoaError invalid_input, not_found, refused */
export async function checkGiven(
  ctx: Ctx,
  input: { manifest: Pick<Manifest, "connections">; publisherId: string; given: GivenAccounts },
  requireFit: RequireFit | undefined,
): Promise<void> {
  const needs = new Map(needsOf(input.manifest).map((need) => [need.name, need]));
  for (const [name, connectionId] of Object.entries(input.given)) {
    const need = needs.get(name);
    if (!need)
      throw new StoaError("invalid_input", {
        what: `This integration has no account called ${name}.`,
        problems: [{ path: `body/connections/${name}`, message: "is no account of it" }],
      });
    if (connectionId === null) continue;
    if (!requireFit) throw new StoaError("unavailable", "Connections cannot be checked here.");
    await requireFit(ctx, { publisherId: input.publisherId, need, connectionId });
  }
}

/** Whether a connection is given for every account that is not optional. */
export function areGiven(manifest: Pick<Manifest, "connections">, given: GivenAccounts): boolean {
  return needsOf(manifest).every(({ name, optional }) => (optional ?? false) || typeof given[name] === "string");
}

/** Whether every account that is not optional has its connection. */
export async function areConnected(ctx: TxCtx, installationId: string, manifest: Pick<Manifest, "connections">): Promise<boolean> {
  const needed = needsOf(manifest).filter(({ optional }) => !(optional ?? false));
  if (needed.length === 0) return true;
  const has = new Set((await listAccountRows(ctx.tx, [installationId])).map(({ name }) => name));
  return needed.every(({ name }) => has.has(name));
}

/** Writes which connection each account is; one that nothing uses any more is ended. */
export async function setAccounts(ctx: TxCtx, input: { installationId: string; customerId: string; given: GivenAccounts }): Promise<void> {
  const { installationId, customerId, given } = input;
  const names = Object.keys(given);
  if (names.length === 0) return;
  const before = await deleteAccounts(ctx.tx, { installationId, names });
  for (const [name, connectionId] of Object.entries(given))
    if (connectionId !== null) await insertAccount(ctx.tx, { installationId, customerId, name, connectionId });
  await leaveUnused(ctx, customerId, before);
}

/** An installation that is removed uses none any more. */
export async function dropAccounts(ctx: TxCtx, input: { installationId: string; customerId: string }): Promise<void> {
  const before = await deleteAccounts(ctx.tx, { installationId: input.installationId, names: null });
  await leaveUnused(ctx, input.customerId, before);
}

async function leaveUnused(ctx: TxCtx, customerId: string, connectionIds: readonly string[]): Promise<void> {
  if (connectionIds.length === 0) return;
  const ids = await unusedConnections(ctx.tx, connectionIds);
  await leaveConnections(ctx, { customerId, ids });
}

/** The connections of installations, for their runs to read as they start; engine scope. */
export async function loadAccounts(ctx: TxCtx, installationIds: readonly string[]): Promise<AccountRow[]> {
  return installationIds.length === 0 ? [] : listAccountRows(ctx.tx, installationIds);
}

/** For the installation's page, their titles as the listing says them. */
export async function showAccounts(
  ctx: TxCtx,
  installationId: string,
  { manifest, say }: { manifest: Pick<Manifest, "connections">; say: Say },
): Promise<InstallationView["accounts"]> {
  const needs = needsOf(manifest);
  if (needs.length === 0) return [];
  const rows = new Map((await listAccountRows(ctx.tx, [installationId])).map((row) => [row.name, row.connectionId]));
  return needs.map(({ name, title, provider = "", optional = false }) => {
    const connectionId = rows.get(name);
    return {
      name,
      title: say(title),
      provider,
      optional,
      connectionId: connectionId === undefined ? null : showId("connection", connectionId),
    };
  });
}
