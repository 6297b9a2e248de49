import type { ProviderDefinition } from "@stoa/contract";
import * as oauth from "openid-client";
import { StoaError } from "../../../base/index.ts";
import type { CheckedFetch } from "../../sandbox/index.ts";
import { fill, fillAddress, isOwnHost, type Values } from "../provider/fill.ts";
import { toForm, toJson, toStandard } from "./normalise.ts";

/** Who asks at a provider's. */
export interface AppIdentity {
  clientId: string;
  clientSecret: string | undefined;
}

export interface ProviderDeps {
  fetch: CheckedFetch;
}

type OAuth = NonNullable<ProviderDefinition["oauth"]>;

const discovered = new Map<string, { at: number; metadata: oauth.ServerMetadata }>();
const freshMs = 3_600_000;

/** A provider's OAuth server as this app sees it, its odd answers put into the standards' words. @throws StoaError refused, UnreachedError */
export async function openClient(
  deps: ProviderDeps,
  definition: ProviderDefinition,
  values: Values,
  app: AppIdentity,
): Promise<oauth.Configuration> {
  const spec = definition.oauth;
  if (!spec) throw new StoaError("internal", `${definition.name} has no OAuth server.`);
  const customFetch = speak(deps, definition, spec);
  const metadata = await readMetadata(definition, spec, values, customFetch);
  const config = new oauth.Configuration(metadata, app.clientId, {}, clientAuth(spec, app));
  config[oauth.customFetch] = customFetch;
  oauth.allowInsecureRequests(config); // which addresses may be spoken to unencrypted is the checked fetch's to say
  return config;
}

function clientAuth({ clientAuth: way }: OAuth, { clientSecret }: AppIdentity): oauth.ClientAuth {
  if (way === "none" || clientSecret === undefined) return oauth.None();
  if (way === "basic-plain") return sendPlain(clientSecret);
  return way === "basic" ? oauth.ClientSecretBasic(clientSecret) : oauth.ClientSecretPost(clientSecret);
}

function sendPlain(secret: string): oauth.ClientAuth {
  return (_server, client, _body, headers) =>
    headers.set("authorization", `Basic ${Buffer.from(`${client.client_id}:${secret}`).toString("base64")}`);
}

/** The addresses written in the description, and those it leaves to be discovered. */
async function readMetadata(
  definition: ProviderDefinition,
  spec: OAuth,
  values: Values,
  customFetch: oauth.CustomFetch,
): Promise<oauth.ServerMetadata> {
  const address = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : fillAddress(definition, text, values).href;
  const written = {
    authorization_endpoint: address(spec.authorize),
    token_endpoint: address(spec.token),
    device_authorization_endpoint: address(spec.device),
    revocation_endpoint: spec.revoke?.way === "rfc7009" ? address(spec.revoke.url) : undefined,
  };
  const given = Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined));
  const issuer = spec.issuer === undefined ? undefined : fill(spec.issuer, values);
  const isWhole = spec.token !== undefined && (definition.kind !== "oauth-code" || spec.authorize !== undefined);
  if (issuer === undefined || spec.discovery === undefined || isWhole)
    return { issuer: issuer ?? new URL(written.token_endpoint ?? written.authorization_endpoint ?? "").origin, ...given };
  return { ...(await discover(definition, issuer, spec.discovery, customFetch)), ...given };
}

async function discover(
  definition: ProviderDefinition,
  issuer: string,
  algorithm: "oidc" | "oauth2",
  customFetch: oauth.CustomFetch,
): Promise<oauth.ServerMetadata> {
  const key = `${definition.name} ${algorithm} ${issuer}`;
  const known = discovered.get(key);
  if (known && performance.now() - known.at < freshMs) return known.metadata;
  const found = await oauth.discovery(new URL(issuer), "discovery", undefined, oauth.None(), {
    algorithm,
    [oauth.customFetch]: customFetch,
    execute: [oauth.allowInsecureRequests],
  });
  const metadata = found.serverMetadata();
  for (const name of ["authorization_endpoint", "token_endpoint", "revocation_endpoint", "device_authorization_endpoint"] as const) {
    const text = metadata[name];
    if (text !== undefined && !isOwnHost(definition, new URL(text)))
      throw new StoaError("refused", {
        what: `${definition.title} sends on to ${new URL(text).host}, which its description does not name.`,
        fix: "Add the host to the provider's hosts, if it is right.",
      });
  }
  const plain = { ...metadata };
  discovered.set(key, { at: performance.now(), metadata: plain });
  return plain;
}

/** Sends as the provider takes it, and reads what it answers as a standard's answer. */
function speak({ fetch }: ProviderDeps, definition: ProviderDefinition, spec: OAuth): oauth.CustomFetch {
  return async (url, { method, headers, body, signal }) => {
    const form = toForm(body);
    const asJson = spec.body === "json" && form !== undefined && method === "POST";
    const sent = asJson ? toJson(form) : form;
    const contentType: Record<string, string> = asJson ? { "content-type": "application/json" } : {};
    const answer = await fetch(url, {
      method,
      headers: { ...headers, ...contentType },
      ...(sent === undefined ? {} : { body: sent }),
      ...(signal ? { signal } : {}),
    });
    return method === "POST" ? toStandard(definition, answer) : answer;
  };
}
