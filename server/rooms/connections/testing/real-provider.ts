import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import type { ProviderDefinition } from "@stoa/contract";
import { Provider } from "oidc-provider";
import { publicUrl } from "./public-url.ts";

/** A certified OpenID provider on this machine. */
export interface RealProvider {
  origin: string;
  place: string;
  definition: ProviderDefinition;
  app: { clientId: string; clientSecret: string };
}

/** @param at where Stoa is, for its way back */
export async function startRealProvider(at = publicUrl): Promise<RealProvider> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const app = { clientId: "stoa", clientSecret: "real-app-secret-91c0" };
  const provider = new Provider(origin, {
    clients: [
      {
        client_id: app.clientId,
        client_secret: app.clientSecret,
        redirect_uris: [`${at}/connect/return`],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
    ],
    cookies: { keys: ["a key of the test's own"] },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    features: { revocation: { enabled: true, allowedPolicy: () => true } },
    scopes: ["openid", "offline_access", "contacts.read"],
    ttl: { AccessToken: 3_600, RefreshToken: 86_400, Session: 3_600, Grant: 86_400, Interaction: 600, IdToken: 600 },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  });
  server.on("request", provider.callback());
  after(() => server.close().closeAllConnections());
  return { origin, place: `127.0.0.1:${port}`, app, definition: describe(origin, `127.0.0.1:${port}`) };
}

function describe(origin: string, place: string): ProviderDefinition {
  return {
    name: "real-id",
    title: "Real ID",
    kind: "oauth-code",
    documents: "https://github.com/panva/node-oidc-provider",
    fields: [],
    oauth: {
      issuer: origin,
      discovery: "oidc",
      pkce: true,
      clientAuth: "basic",
      baseScopes: ["openid", "offline_access"],
      authorizeParameters: { prompt: "consent" },
      refresh: "rotates",
    },
    send: { header: "Authorization", value: "Bearer {access_token}" },
    api: origin,
    hosts: [place],
    account: { from: "call", call: { url: `${origin}/me` }, id: "sub", name: "sub" },
    test: { url: `${origin}/me` },
    scopes: [{ name: "contacts.read", text: "Read contacts" }],
  };
}
