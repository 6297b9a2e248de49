import type { Problem, ProviderDefinition, ProviderView, SaveAppBody } from "@stoa/contract";
import { audit, emitFacts, newId, StoaError, transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { readSideAddress } from "../../identity/index.ts";
import { putSecret } from "../../trust/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { checkDefinition } from "../provider/check-definition.ts";
import { needsApp } from "../provider/kinds.ts";
import { requireAppOwner } from "./app-owner.ts";
import { findApp, insertApp, lockApp, updateApp, type AppOwner, type AppRow } from "../store/apps.ts";
import { showOwned } from "./list-providers.ts";
import { keepSigning, retireClientSecret } from "./signing-secrets.ts";

/**
 * Enters how a host or publisher is known at a provider; or describes a provider that the catalogue does not have. A secret left out stays.
 * @throws StoaError forbidden, invalid_input, key_missing
 */
export async function saveApp(ctx: Ctx, deps: ConnectDeps, input: SaveAppBody & { provider: string }): Promise<ProviderView> {
  const owner = requireAppOwner(ctx);
  return transaction(ctx, async (inner) => {
    const before = await lockApp(inner.tx, owner, input.provider);
    const definition = definitionOf(deps, input, before);
    checkClient(definition, input, before);
    const returnsTo = await returnOf(inner, deps, { owner, input, before });
    const row = before
      ? await change(inner, owner, { before, input, returnsTo, signs: definition.events?.secret === "client" })
      : await create(inner, owner, { ...input, returnsTo });
    await tellApp(inner, owner, row, before ? "change" : "add");
    return showOwned(inner, deps, { owner, definition, app: row });
  });
}

function definitionOf(deps: ConnectDeps, input: SaveAppBody & { provider: string }, before: AppRow | undefined): ProviderDefinition {
  const { definition, provider } = input;
  if (definition) {
    checkDefinition(deps.catalogue, definition);
    if (definition.name === provider) return definition;
    throw new StoaError("invalid_input", {
      what: "The description is of another provider than the address names.",
      fix: `Give it the name ${provider}.`,
    });
  }
  const known = deps.catalogue.get(provider) ?? before?.definition;
  if (known) return known;
  throw new StoaError("not_found", {
    what: `There is no provider ${provider} in the catalogue.`,
    fix: "Check the name, or send its description with it.",
  });
}

function checkClient(definition: ProviderDefinition, input: SaveAppBody, before: AppRow | undefined): void {
  const problems = needsApp(definition) ? lacksOf(definition, input, before) : surplusOf(definition, input);
  if (problems.length > 0) throw new StoaError("invalid_input", { what: `The app at ${definition.title} is not complete.`, problems });
}

function surplusOf({ title }: ProviderDefinition, input: SaveAppBody): Problem[] {
  if (input.clientId === undefined && input.clientSecret === undefined) return [];
  return [{ path: "body/clientId", message: `is not needed: ${title} has no app` }];
}

/** A description may come first, and the app when it is made at the provider. */
function lacksOf(definition: ProviderDefinition, input: SaveAppBody, before: AppRow | undefined): Problem[] {
  const clientId = input.clientId ?? before?.clientId ?? undefined;
  if (clientId === undefined) return input.definition ? [] : [{ path: "body/clientId", message: "is missing" }];
  const hasSecret = input.clientSecret !== undefined || (before?.secretId ?? null) !== null || definition.oauth?.clientAuth === "none";
  return hasSecret ? [] : [{ path: "body/clientSecret", message: "is missing" }];
}

async function create(ctx: TxCtx, owner: AppOwner, input: SaveAppBody & { provider: string; returnsTo: string | null }): Promise<AppRow> {
  await insertApp(ctx.tx, {
    id: newId(ctx.clock),
    sideId: owner.kind === "side" ? owner.id : null,
    publisherId: owner.kind === "publisher" ? owner.id : null,
    provider: input.provider,
    definition: input.definition ?? null,
    clientId: input.clientId ?? null,
    secretId: await sealed(ctx, owner, input.clientSecret),
    returnsTo: input.returnsTo,
    createdAt: ctx.clock.now(),
  });
  return found(await findApp(ctx.tx, owner, input.provider));
}

/** An app that was entered goes on to return where its provider expects it, until its owner says that it returns to the side's own domain. */
async function returnOf(
  ctx: TxCtx,
  { publicUrl }: ConnectDeps,
  { owner, input, before }: { owner: AppOwner; input: SaveAppBody; before: AppRow | undefined },
): Promise<string | null> {
  const stays = input.ownDomain === undefined && before !== undefined && before.clientId !== null;
  if (stays) return before.returnsTo;
  if (owner.kind !== "side" || input.ownDomain === false) return null;
  const main = await readSideAddress(ctx.tx, publicUrl, owner.id);
  return main === publicUrl ? null : new URL(main).hostname;
}

interface Change {
  before: AppRow;
  input: SaveAppBody;
  returnsTo: string | null;
  /** Its client secret signs events too. */
  signs: boolean;
}

async function change(ctx: TxCtx, owner: AppOwner, { before, input, returnsTo, signs }: Change): Promise<AppRow> {
  const secretId = (await sealed(ctx, owner, input.clientSecret)) ?? before.secretId;
  const row = await updateApp(ctx.tx, {
    id: before.id,
    definition: input.definition ?? before.definition,
    clientId: input.clientId ?? before.clientId,
    secretId,
    rotatedAt: null,
    returnsTo,
  });
  if (secretId !== before.secretId && before.secretId !== null)
    await retireClientSecret(ctx, owner, { app: before, secretId: before.secretId, signs });
  // Of another app at the provider nothing that was signed before is for this one.
  if (signs && input.clientId !== undefined && input.clientId !== before.clientId) await keepSigning(ctx, owner, before.id, 0);
  return found(row);
}

async function sealed(ctx: TxCtx, owner: AppOwner, secret: string | undefined): Promise<string | null> {
  return secret === undefined ? null : putSecret(ctx, { owner, name: "provider app", value: secret });
}

function found(row: AppRow | undefined): AppRow {
  if (row) return row;
  throw new StoaError("internal", "The app cannot be read back.");
}

/** Audit row and fact of an app's change. */
export async function tellApp(
  ctx: TxCtx,
  owner: AppOwner,
  row: AppRow,
  verb: "add" | "change" | "rotate" | "remove" | "test" | "sign",
): Promise<void> {
  const tenant = owner.kind === "side" ? { sideId: owner.id } : { publisherId: owner.id };
  await audit(ctx, { verb: `provider_app.${verb}`, subject: row.id, ...tenant, after: { provider: row.provider, clientId: row.clientId } });
  await emitFacts(ctx, [
    { type: `provider_app.${verb}`, ...tenant, subject: row.id, subjectVersion: row.version, data: { provider: row.provider } },
  ]);
}
