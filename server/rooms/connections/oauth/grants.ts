import type { ProviderDefinition } from "@stoa/contract";
import * as oauth from "openid-client";
import { StoaError } from "../../../base/index.ts";
import type { Values } from "../provider/fill.ts";
import { openClient, type AppIdentity, type ProviderDeps } from "./open-client.ts";
import { readTokens, type Tokens } from "./read-tokens.ts";

/** At whose door, and as whom. */
export interface Asking {
  definition: ProviderDefinition;
  values: Values;
  app: AppIdentity;
}

/** The scopes asked: the provider's own base, then those given, each once. */
export function scopesOf({ oauth: spec }: ProviderDefinition, scopes: readonly string[]): string[] {
  return [...new Set([...(spec?.baseScopes ?? []), ...scopes])];
}

/** The page of the provider a person is sent to, and the verifier to keep for their return. */
export async function authorizeAddress(
  deps: ProviderDeps,
  asking: Asking,
  input: { scopes: readonly string[]; state: string; redirect: string },
): Promise<{ address: string; verifier: string | undefined }> {
  const spec = asking.definition.oauth;
  const config = await openClient(deps, asking.definition, asking.values, asking.app);
  const verifier = spec?.pkce ? oauth.randomPKCECodeVerifier() : undefined;
  const scope = scopesOf(asking.definition, input.scopes).join(spec?.scopeSeparator ?? " ");
  const url = oauth.buildAuthorizationUrl(config, {
    ...spec?.authorizeParameters,
    redirect_uri: input.redirect,
    state: input.state,
    ...(scope === "" ? {} : { [spec?.scopeParameter ?? "scope"]: scope }),
    ...(verifier === undefined ? {} : { code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" }),
  });
  return { address: url.href, verifier };
}

/** Turns what the provider sent the browser back with into tokens. `returned` is the whole address the browser came to. */
export async function exchangeCode(
  deps: ProviderDeps,
  asking: Asking,
  input: { returned: URL; state: string; verifier: string | undefined },
): Promise<Tokens> {
  const config = await openClient(deps, asking.definition, asking.values, asking.app);
  const checks = { expectedState: input.state, ...(input.verifier === undefined ? {} : { pkceCodeVerifier: input.verifier }) };
  const response = await oauth.authorizationCodeGrant(config, input.returned, checks, asking.definition.oauth?.tokenParameters ?? {});
  return readTokens(asking.definition, response);
}

/** One request, of a client that is open already: nothing else can take time while it is under way. */
export async function refreshTokens(config: oauth.Configuration, definition: ProviderDefinition, refreshToken: string): Promise<Tokens> {
  return readTokens(definition, await oauth.refreshTokenGrant(config, refreshToken, definition.oauth?.tokenParameters ?? {}));
}

/** A token of an account that is a client itself. */
export async function clientTokens(config: oauth.Configuration, asking: Asking, scopes: readonly string[]): Promise<Tokens> {
  const scope = scopesOf(asking.definition, scopes).join(asking.definition.oauth?.scopeSeparator ?? " ");
  const parameters = { ...asking.definition.oauth?.tokenParameters, ...(scope === "" ? {} : { scope }) };
  return readTokens(asking.definition, await oauth.clientCredentialsGrant(config, parameters));
}

export interface DeviceCode {
  deviceCode: string;
  userCode: string;
  address: string;
  lifetimeMs: number;
  everySeconds: number;
}

export async function beginDevice(deps: ProviderDeps, asking: Asking, scopes: readonly string[]): Promise<DeviceCode> {
  const config = await openClient(deps, asking.definition, asking.values, asking.app);
  const scope = scopesOf(asking.definition, scopes).join(asking.definition.oauth?.scopeSeparator ?? " ");
  const begun = await oauth.initiateDeviceAuthorization(config, scope === "" ? {} : { scope });
  return {
    deviceCode: begun.device_code,
    userCode: begun.user_code,
    address: begun.verification_uri_complete ?? begun.verification_uri,
    lifetimeMs: begun.expires_in * 1_000,
    everySeconds: begun.interval ?? 5,
  };
}

/** One question whether the person has typed the code. `slower`: not yet, and ask less often. */
export async function pollDevice(deps: ProviderDeps, asking: Asking, deviceCode: string): Promise<Tokens | "waiting" | "slower"> {
  const config = await openClient(deps, asking.definition, asking.values, asking.app);
  try {
    const response = await oauth.genericGrantRequest(config, "urn:ietf:params:oauth:grant-type:device_code", { device_code: deviceCode });
    return readTokens(asking.definition, response);
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError && error.error === "authorization_pending") return "waiting";
    if (error instanceof oauth.ResponseBodyError && error.error === "slow_down") return "slower";
    throw error;
  }
}

/** Whether the app is known there: a made-up code must be refused for itself, not for the app. @returns why not, or undefined */
export async function tryApp(deps: ProviderDeps, asking: Asking, redirect: string): Promise<void> {
  const { definition } = asking;
  const config = await openClient(deps, definition, asking.values, asking.app);
  const grant = definition.oauth?.refresh === "never" ? "authorization_code" : "refresh_token";
  const madeUp =
    grant === "authorization_code" ? { code: "stoa-tries-the-app", redirect_uri: redirect } : { refresh_token: "stoa-tries-the-app" };
  if (definition.kind === "client-credentials") return void (await oauth.clientCredentialsGrant(config));
  try {
    await oauth.genericGrantRequest(config, grant, { ...madeUp });
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) {
      const { badClient = ["invalid_client", "unauthorized_client"], badGrant = ["invalid_grant"] } = definition.oauth ?? {};
      if (badGrant.includes(error.error) && !badClient.includes(error.error)) return;
    }
    throw error;
  }
  throw new StoaError("refused", `${definition.title} took a made-up code: it cannot be tried this way.`);
}
