import type { ProviderDefinition } from "@stoa/contract";
import { engineCtx, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { readSecrets } from "../trust/index.ts";
import type { ConnectDeps } from "./deps.ts";
import type { AppIdentity } from "./oauth/open-client.ts";
import { needsApp } from "./provider/kinds.ts";
import { findAppById, listServing, type AppRow } from "./store/apps.ts";

/** A provider as it serves somebody: its description, and the app that is asked as; null where none is needed. */
export interface Serving {
  definition: ProviderDefinition;
  app: AppRow | null;
}

/**
 * The provider for a listing's customers at a side: with its publisher's own app, or else the host's. Read as the engine: an app is its
 * owner's, and customers only use it. @throws StoaError not_found, refused when nobody entered an app
 */
export async function resolveProvider(
  ctx: Ctx,
  deps: ConnectDeps,
  where: { sideId: string; publisherId: string | null; provider: string },
): Promise<Serving> {
  const apps = await transaction(engineCtx(ctx, "connections"), ({ tx }) => listServing(tx, where));
  const known = deps.catalogue.get(where.provider);
  const app = apps.find((one) => (known ? one.clientId !== null : one.definition !== null)) ?? null;
  const definition = known ?? app?.definition;
  if (!definition)
    throw new StoaError("not_found", {
      what: `Nobody here has described the provider ${where.provider}.`,
      fix: "Ask the host, or the integration's publisher.",
    });
  if (!needsApp(definition)) return { definition, app: known ? null : app };
  if (app?.clientId != null) return { definition, app };
  throw new StoaError("refused", {
    what: `No app at ${definition.title} is entered yet, so no account there can be connected.`,
    fix: "The host enters it under Providers in its console; a publisher may enter one of its own.",
  });
}

/** The provider of a connection, with the app it was made with. @throws StoaError not_found */
export async function resolveOf(ctx: Ctx, deps: ConnectDeps, row: { provider: string; appId: string | null }): Promise<Serving> {
  const { appId } = row;
  const app = appId === null ? null : ((await transaction(engineCtx(ctx, "connections"), ({ tx }) => findAppById(tx, appId))) ?? null);
  const definition = deps.catalogue.get(row.provider) ?? app?.definition;
  if (definition) return { definition, app };
  throw new StoaError("not_found", `The provider ${row.provider} is described nowhere any more.`);
}

/** As whom a provider is asked: the app, or the account itself where it is a client. @throws StoaError key_missing */
export async function identityOf(ctx: Ctx, { app }: Serving, values: Readonly<Record<string, string>>): Promise<AppIdentity> {
  if (values["client_id"] !== undefined) return { clientId: values["client_id"], clientSecret: values["client_secret"] };
  const secretId = app?.secretId ?? null;
  const secrets = secretId === null ? undefined : await readSecrets(engineCtx(ctx, "connections"), [secretId]);
  return { clientId: app?.clientId ?? "", clientSecret: secretId === null ? undefined : secrets?.get(secretId) };
}
