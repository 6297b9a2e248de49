import * as oauth from "openid-client";
import { showId } from "@stoa/contract";
import { StoaError, type Ctx } from "../../base/index.ts";
import { readSecrets } from "../trust/index.ts";
import type { ProviderRow } from "./store.ts";

/** As `fetch`, by the rules of egress; handed in by the wiring, throws texts that are safe to show. */
export type AskProvider = (
  url: string,
  request: { method: string; headers: Record<string, string>; body?: string; signal?: AbortSignal },
) => Promise<Response>;

export interface SigninDeps {
  ask: AskProvider;
  publicUrl: string;
}

/** Where a provider sends browsers back to: an address of its own each, so that no other can be sent a code of this one. Source: RFC 9700, 4.4. */
export const redirectOf = ({ publicUrl }: SigninDeps, providerId: string): string =>
  `${publicUrl}/sign-in/return/${showId("signinProvider", providerId)}`;

/** A provider as its discovery document describes it, ready to be asked; every id token's signature is checked. @throws StoaError refused */
export async function openProvider(
  deps: SigninDeps,
  { issuer, clientId, clientSecret }: { issuer: string; clientId: string; clientSecret: string },
): Promise<oauth.Configuration> {
  const customFetch = speak(deps);
  try {
    const config = await oauth.discovery(new URL(issuer), clientId, undefined, oauth.ClientSecretBasic(clientSecret), {
      [oauth.customFetch]: customFetch,
      // Which addresses may be spoken to unencrypted is the checked fetch's to say.
      execute: [oauth.allowInsecureRequests, oauth.enableNonRepudiationChecks],
    });
    if (config.serverMetadata().authorization_endpoint !== undefined) return config;
    throw new StoaError("refused", { what: `${issuer} has no address to sign in at.`, fix: "Give the issuer of an OpenID provider." });
  } catch (error) {
    throw error instanceof StoaError ? error : refuse(issuer, error);
  }
}

/** How long a provider's description is used without asking it again; its keys are kept with it, for five minutes, by the library. */
const keptMs = 600_000;
const kept = new WeakMap<SigninDeps, Map<string, { config: oauth.Configuration; until: number }>>();

/** A provider as it described itself within the last ten minutes; a client secret put in place of another is used at once. @throws StoaError refused */
export async function openSavedProvider(ctx: Ctx, deps: SigninDeps, provider: ProviderRow): Promise<oauth.Configuration> {
  const mine = kept.get(deps) ?? new Map<string, { config: oauth.Configuration; until: number }>();
  kept.set(deps, mine);
  const now = ctx.clock.now();
  for (const [id, { until }] of mine) if (until <= now) mine.delete(id);
  const found = mine.get(provider.secretId);
  if (found) return found.config;
  const values = await readSecrets(ctx, [provider.secretId]);
  const config = await openProvider(deps, { ...provider, clientSecret: values.get(provider.secretId) ?? "" });
  mine.set(provider.secretId, { config, until: now + keptMs });
  return config;
}

function speak({ ask }: SigninDeps): oauth.CustomFetch {
  return (url, { method, headers, body, signal }) =>
    ask(url, {
      method,
      headers: { ...headers },
      ...(body instanceof URLSearchParams || typeof body === "string" ? { body: body.toString() } : {}),
      ...(signal ? { signal } : {}),
    });
}

/** In our words; of the provider's answer no more than its error word. */
export function refuse(name: string, error: unknown): StoaError {
  return new StoaError("refused", {
    what: `${name} could not be asked, or its answer cannot be used.`,
    why: sayFault(error),
    fix: "Try again; if it stays, whoever set this provider up looks at issuer, client id and secret.",
    cause: error,
  });
}

function sayFault(error: unknown): string {
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError)
    return `It said ${error.error.replaceAll(/[^\w.-]/g, "?").slice(0, 60)}.`;
  if (error instanceof oauth.ClientError) {
    const { cause, code } = error;
    if (cause instanceof Response) return `It answered ${cause.status}.`;
    return cause instanceof Error && cause.name === "UnreachedError" ? cause.message : `Its answer is not right (${code ?? "unknown"}).`;
  }
  return error instanceof Error && error.name === "UnreachedError" ? error.message : "It gave no answer.";
}
