import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Everybody else's servers, as one: publishes keys, is an OpenID provider, knows an account for any key, takes webhooks. */
export interface Outside {
  /** `host:port`. */
  place: string;
  url: string;
  close(): Promise<void>;
}

export async function openOutside(): Promise<Outside> {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwks = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "outside", alg: "ES256", use: "sig" }] };
  const server = createServer((request, response) => {
    request.resume();
    const origin = `http://${request.headers.host ?? ""}`;
    const [path = "/"] = (request.url ?? "/").split("?");
    const answer = answerOf(path, origin, jwks, String(request.headers["x-api-key"]));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { place, url: `http://${place}`, close: () => closeServer(server) };
}

function answerOf(path: string, origin: string, jwks: object, key: string): object {
  const issuer = origin + path.replace("/.well-known/openid-configuration", "");
  if (path.endsWith("/.well-known/openid-configuration"))
    return {
      issuer,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      jwks_uri: `${origin}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["ES256"],
    };
  if (path.startsWith("/jwks")) return jwks;
  if (path === "/account") return { id: `account-${key}`, name: `Account ${key}` };
  return {};
}

async function closeServer(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}
