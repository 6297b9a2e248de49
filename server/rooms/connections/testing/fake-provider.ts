import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import type { ProviderDefinition } from "@stoa/contract";
import type { Manners, Refusal } from "./manners.ts";

export const fakeApp = { clientId: "stoa", clientSecret: "app-secret-5f2a" };

/** A server on this machine that behaves as a provider's documents have it, and is strict where they are. */
export interface FakeProvider {
  origin: string;
  place: string;
  /** The catalogue's entry with every address at this server: `https://host/path` is `/host/path` here. */
  at(definition: ProviderDefinition): ProviderDefinition;
  /** What it was asked, as `METHOD path?query`. */
  asked: string[];
  /** Secrets that were given back. */
  revoked: string[];
  refreshes: number;
  /** It will have no refresh token of before any more. */
  forget(): void;
  /** Its owner takes every access back there. */
  revokeAll(): void;
  /** It ends its access tokens before their time; refresh tokens stay. */
  endAccess(): void;
  /** Whatever it is asked about an account, it says this. */
  saying: Refusal | undefined;
}

interface Grant {
  challenge: string | null;
  redirect: string;
  scopes: string[];
}

export async function startFakeProvider(manners: Manners): Promise<FakeProvider> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  const place = `127.0.0.1:${port}`;
  const fake = new Fake(manners, `http://${place}`, place);
  server.on("request", (request, response) => void fake.serve(request, response));
  return fake;
}

class Fake implements FakeProvider {
  readonly origin: string;
  readonly place: string;
  readonly asked: string[] = [];
  readonly revoked: string[] = [];
  refreshes = 0;
  saying: Refusal | undefined;
  readonly #manners: Manners;
  readonly #codes = new Map<string, Grant>();
  readonly #refresh = new Map<string, Grant>();
  readonly #access = new Set<string>();
  #count = 0;

  constructor(manners: Manners, origin: string, place: string) {
    this.#manners = manners;
    this.origin = origin;
    this.place = place;
    const secret = manners.fields["api_key"] ?? manners.fields["api_token"];
    if (secret !== undefined) this.#access.add(secret);
  }

  at(definition: ProviderDefinition): ProviderDefinition {
    const text = JSON.stringify(definition).replaceAll("https://", `${this.origin}/`);
    const moved = JSON.parse(text) as ProviderDefinition;
    // A scope is a name, though it looks like an address.
    const scopes = definition.scopes === undefined ? {} : { scopes: definition.scopes };
    return { ...moved, ...scopes, hosts: [this.place] };
  }

  forget(): void {
    this.#refresh.clear();
  }

  revokeAll(): void {
    this.#refresh.clear();
    this.#access.clear();
  }

  endAccess(): void {
    this.#access.clear();
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", this.origin);
    this.asked.push(`${request.method} ${url.pathname}${url.search}`);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString("utf8");
    const { authorize, token, account, revoke } = this.#manners;
    if (url.pathname === authorize) return this.#authorize(url, response);
    if (url.pathname === token && request.method === "POST") return this.#token(request, response, body);
    if (url.pathname === revoke?.path && request.method === revoke.method) return this.#revoke(request, response, body);
    if (url.pathname === account?.path) return this.#account(request, response);
    answer(response, { status: 404, body: { error: "nothing here" } });
  }

  #authorize({ searchParams: asked }: URL, response: ServerResponse): void {
    const { separator = " ", needs = {}, pkce } = this.#manners;
    const faults = [
      asked.get("client_id") === fakeApp.clientId ? "" : "client_id",
      asked.get("response_type") === "code" ? "" : "response_type",
      (asked.get("state") ?? "").length >= 32 ? "" : "state",
      pkce === (asked.get("code_challenge_method") === "S256") || !pkce ? "" : "code_challenge",
      ...Object.entries(needs).map(([name, value]) => (asked.get(name) === value ? "" : name)),
    ].filter((fault) => fault !== "");
    if (faults.length > 0) return answer(response, { status: 400, body: { faults } });
    const code = `code-${++this.#count}`;
    const redirect = asked.get("redirect_uri") ?? "";
    const scopes = (asked.get("scope") ?? "").split(separator).filter((scope) => scope !== "");
    this.#codes.set(code, { challenge: asked.get("code_challenge"), redirect, scopes });
    response.writeHead(302, { location: `${redirect}?code=${code}&state=${asked.get("state")}` }).end();
  }

  #token(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { tokenBody = "form", badClient, badRefresh = { status: 400, body: { error: "invalid_grant" } } } = this.#manners;
    const type = request.headers["content-type"] ?? "";
    if (!type.startsWith(tokenBody === "json" ? "application/json" : "application/x-www-form-urlencoded"))
      return answer(response, { status: 415, body: { error: `no ${type} here` } });
    const asked = tokenBody === "json" ? (JSON.parse(body) as Record<string, string>) : Object.fromEntries(new URLSearchParams(body));
    if (!this.#knows(request, asked)) return answer(response, badClient ?? { status: 401, body: { error: "invalid_client" } });
    const grant = this.#grantOf(asked);
    if (!grant) return answer(response, badRefresh);
    answer(response, { status: 200, body: this.#issue(grant, asked["refresh_token"]) });
  }

  #knows({ headers }: IncomingMessage, asked: Record<string, string>): boolean {
    if (this.#manners.clientAuth === "basic") {
      const pair = Buffer.from((headers.authorization ?? "").replace(/^Basic /, ""), "base64").toString("utf8");
      return pair === `${fakeApp.clientId}:${fakeApp.clientSecret}` && asked["client_secret"] === undefined;
    }
    return asked["client_id"] === fakeApp.clientId && asked["client_secret"] === fakeApp.clientSecret;
  }

  #grantOf(asked: Record<string, string>): Grant | undefined {
    if (asked["grant_type"] === "client_credentials") return { challenge: null, redirect: "", scopes: [] };
    return asked["grant_type"] === "refresh_token" ? this.#refreshed(asked["refresh_token"] ?? "") : this.#exchanged(asked);
  }

  #refreshed(token: string): Grant | undefined {
    const grant = this.#refresh.get(token);
    if (!grant) return undefined;
    if (this.#manners.rotates) this.#refresh.delete(token);
    this.refreshes += 1;
    return grant;
  }

  #exchanged(asked: Record<string, string>): Grant | undefined {
    const grant = this.#codes.get(asked["code"] ?? "");
    this.#codes.delete(asked["code"] ?? "");
    if (!grant || grant.redirect !== asked["redirect_uri"]) return undefined;
    const challenge = createHash("sha256")
      .update(asked["code_verifier"] ?? "")
      .digest("base64url");
    return grant.challenge === null || grant.challenge === challenge ? grant : undefined;
  }

  #issue(grant: Grant, before: string | undefined): object {
    const { answer: shape, expires, rotates } = this.#manners;
    const access = `access-${++this.#count}-${"x".repeat(20)}`;
    this.#access.add(access);
    const hasRefresh = expires !== undefined || rotates === true;
    const refresh = hasRefresh && (before === undefined || rotates) ? `refresh-${++this.#count}-${"y".repeat(20)}` : undefined;
    if (refresh !== undefined) this.#refresh.set(refresh, grant);
    return shape?.({ access, refresh, scopes: grant.scopes, origin: this.origin }) ?? {};
  }

  #account({ method, headers }: IncomingMessage, response: ServerResponse): void {
    if (this.saying) return answer(response, this.saying);
    const { account, shows = (secret) => ({ authorization: `Bearer ${secret}` }) } = this.#manners;
    const isShown = [...this.#access].some((secret) => Object.entries(shows(secret)).every(([name, value]) => headers[name] === value));
    const fits =
      method === (account?.method ?? "GET") && Object.entries(account?.headers ?? {}).every(([name, value]) => headers[name] === value);
    if (!fits) return answer(response, { status: 400, body: { error: "not as documented" } });
    answer(response, isShown ? { status: 200, body: account?.body ?? {} } : { status: 401, body: { error: "unknown token" } });
  }

  #revoke({ headers }: IncomingMessage, response: ServerResponse, body: string): void {
    const known = [...this.#access, ...this.#refresh.keys()].find(
      (secret) => body.includes(secret) || headers.authorization === `Bearer ${secret}`,
    );
    if (known === undefined) return answer(response, { status: 404, body: {} });
    this.revoked.push(known);
    this.#access.delete(known);
    this.#refresh.delete(known);
    answer(response, { status: 200, body: { ok: true } });
  }
}

function answer(response: ServerResponse, { status, body }: Refusal): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}
