import type { ProviderDefinition } from "@stoa/contract";
import { tokenRevocation } from "openid-client";
import type { CheckedFetch } from "../../sandbox/index.ts";
import { fillAddress } from "../provider/fill.ts";
import { openClient, type AppIdentity, type ProviderDeps } from "./open-client.ts";
import type { Asking } from "./grants.ts";

export interface Revocable {
  accessToken: string | undefined;
  refreshToken: string | undefined;
}

/** Tells the provider that its tokens are needed no more, in its own way; nothing where it has none. @throws UnreachedError and what the provider refused */
export async function revokeTokens(deps: ProviderDeps, asking: Asking, tokens: Revocable): Promise<void> {
  const revoke = asking.definition.oauth?.revoke;
  const token = tokens.refreshToken ?? tokens.accessToken;
  if (token === undefined) return;
  if (!revoke || revoke.way === "rfc7009") {
    const config = await openClient(deps, asking.definition, asking.values, asking.app);
    if (config.serverMetadata().revocation_endpoint === undefined) return;
    return tokenRevocation(config, token);
  }
  const url = fillAddress(asking.definition, revoke.url, { ...asking.values, client_id: asking.app.clientId });
  const access = tokens.accessToken ?? token;
  if (revoke.way === "bearer-post")
    await expectOk(await deps.fetch(url, { method: "POST", headers: { authorization: `Bearer ${access}` } }), asking.definition);
  if (revoke.way === "github") await revokeAtGithub(deps.fetch, url, asking.app, access, asking.definition);
}

async function revokeAtGithub(
  fetch: CheckedFetch,
  url: URL,
  app: AppIdentity,
  token: string,
  definition: ProviderDefinition,
): Promise<void> {
  const pair = Buffer.from(`${app.clientId}:${app.clientSecret ?? ""}`).toString("base64");
  const headers = { authorization: `Basic ${pair}`, accept: "application/vnd.github+json", "content-type": "application/json" };
  await expectOk(await fetch(url, { method: "DELETE", headers, body: JSON.stringify({ access_token: token }) }), definition);
}

/** A token that is known no more needs no revoking. */
async function expectOk(answer: Response, { title }: ProviderDefinition): Promise<void> {
  if (answer.ok || answer.status === 401 || answer.status === 404 || answer.status === 422) return;
  throw new Error(`${title} answered ${answer.status}`);
}
