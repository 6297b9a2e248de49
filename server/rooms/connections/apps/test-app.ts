import type { TestResult } from "@stoa/contract";
import { notFound, StoaError, transaction, type Ctx } from "../../../base/index.ts";
import type { ConnectDeps } from "../deps.ts";
import { redirectAt, returnAddress } from "../return-address.ts";
import { readFault } from "../oauth/fault.ts";
import { tryApp } from "../oauth/grants.ts";
import { needsApp } from "../provider/kinds.ts";
import { identityOf } from "../resolve-provider.ts";
import { requireAppOwner } from "./app-owner.ts";
import { findApp, noteAppTest, type AppRow } from "../store/apps.ts";
import { tellApp } from "./save-app.ts";

/** Asks the provider whether it knows the app and its secret; no account is needed for it. @throws StoaError forbidden, not_found, refused for a provider without app */
export async function testApp(ctx: Ctx, deps: ConnectDeps, input: { provider: string }): Promise<TestResult> {
  const owner = requireAppOwner(ctx);
  const row = await transaction(ctx, ({ tx }) => findApp(tx, owner, input.provider));
  if (!row) throw notFound("app");
  const error = await findAppFault(ctx, deps, row);
  await transaction(ctx, async (inner) => {
    await noteAppTest(inner.tx, { id: row.id, version: row.version, error, now: inner.clock.now() });
    await tellApp(inner, owner, row, "test");
  });
  return { ok: error === null, error, account: null };
}

/** Why a provider does not take the app, in a sentence; null when it does. `secret` stands in for the one that is kept. */
export async function findAppFault(ctx: Ctx, deps: ConnectDeps, app: AppRow, secret?: string): Promise<string | null> {
  const definition = deps.catalogue.get(app.provider) ?? app.definition;
  if (!definition || !needsApp(definition) || app.clientId === null)
    throw new StoaError("refused", { what: "There is no app to try here.", fix: "Enter client id and secret first." });
  // An address the customer fills in is tried as the provider's own.
  const values = Object.fromEntries(
    definition.fields.flatMap((field) => (field.default === undefined ? [] : [[field.name, field.default]])),
  );
  if (definition.fields.some((field) => !field.secret && field.default === undefined))
    throw new StoaError("refused", {
      what: `${definition.title} has an address for each customer, so its app is first tried when somebody connects.`,
      fix: "Connect an account of your own.",
    });
  try {
    const identity = await identityOf(ctx, { definition, app }, {});
    await tryApp(
      deps,
      { definition, values, app: { ...identity, ...(secret === undefined ? {} : { clientSecret: secret }) } },
      redirectAt(await returnAddress(ctx, deps.publicUrl, app)),
    );
    return null;
  } catch (error) {
    return readFault(definition, error).text;
  }
}
