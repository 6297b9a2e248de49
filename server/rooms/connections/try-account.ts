import type { Ctx } from "../../base/index.ts";
import type { ConnectDeps } from "./deps.ts";
import { clientTokens } from "./oauth/grants.ts";
import { openClient } from "./oauth/open-client.ts";
import { readFault } from "./oauth/fault.ts";
import type { Tokens } from "./oauth/read-tokens.ts";
import { askAccount, tryCredential, type Account } from "./provider/ask-account.ts";
import { takeFields } from "./provider/fill.ts";
import { identityOf, type Serving } from "./resolve-provider.ts";
import { StoaError } from "../../base/index.ts";
import type { Secret } from "./tokens/keep-secret.ts";

/** An account that let itself be used. */
export interface TriedAccount {
  fields: Record<string, string>;
  secret: Secret;
  tokens: Tokens | undefined;
  account: Account;
}

/** Tries what somebody entered, at the provider, before anything is kept. @throws StoaError invalid_input by field, refused */
export async function tryEntered(
  ctx: Ctx,
  deps: ConnectDeps,
  serving: Serving,
  input: { given: Readonly<Record<string, string>>; scopes: readonly string[] },
): Promise<TriedAccount> {
  const { definition } = serving;
  const fields = takeFields(definition, input.given, ({ secret }) => !secret);
  const entered = takeFields(definition, input.given, ({ secret }) => secret);
  if (definition.kind !== "client-credentials") return tryTokens(deps, serving, { fields, secret: entered, tokens: undefined });
  const values = { ...fields, ...entered };
  const tokens = await asking(serving, async () => {
    const asked = { definition, values, app: await identityOf(ctx, serving, values) };
    return clientTokens(await openClient(deps, definition, values, asked.app), asked, input.scopes);
  });
  return tryTokens(deps, serving, { fields, secret: { ...entered, access_token: tokens.accessToken }, tokens });
}

/** Asks the provider with a credential who it is, and makes one harmless request. @throws StoaError refused */
export async function tryTokens(
  deps: ConnectDeps,
  serving: Serving,
  { fields, secret, tokens }: { fields: Record<string, string>; secret: Secret; tokens: Tokens | undefined },
): Promise<TriedAccount> {
  const { definition } = serving;
  return asking(serving, async () => {
    const values = { ...fields, ...tokens?.kept, ...secret };
    const account = await askAccount(deps, definition, values, tokens?.answer);
    await tryCredential(deps, definition, { ...values, ...account.kept });
    return { fields: { ...fields, ...tokens?.kept, ...account.kept }, secret, tokens, account };
  });
}

/** Whatever a provider answers becomes an error in words. @throws StoaError */
export async function asking<T>({ definition }: Pick<Serving, "definition">, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoaError) throw error;
    const fault = readFault(definition, error);
    const fix =
      fault.kind === "client"
        ? "Whoever entered the app at the provider checks its id and secret."
        : "Check what was entered, then try again.";
    throw new StoaError("refused", { what: fault.text, fix, cause: error });
  }
}
