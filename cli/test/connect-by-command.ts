import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ProviderDefinition } from "@stoa/contract";
import { describeKeyProvider } from "../../server/rooms/connections/testing.ts";
import type { People } from "../../test/try/people.ts";
import { runStoa, type Ran } from "../testing.ts";

const key = "cli-canary-77b1";

/** A service that knows one key. */
export async function openKeyShop(): Promise<{ place: string; close(): void }> {
  const server = createServer((request, response) => {
    const at = `http://${request.headers.host ?? ""}`;
    // It is an OpenID provider besides, as far as its description goes.
    if (request.url === "/.well-known/openid-configuration")
      return void response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ issuer: at, authorization_endpoint: `${at}/auth`, token_endpoint: `${at}/token`, jwks_uri: `${at}/jwks` }));
    const isKnown = request.headers["x-api-key"] === key;
    response.writeHead(isKnown ? 200 : 401, { "content-type": "application/json" }).end(JSON.stringify({ id: "acc-1", name: "Acme" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { place: `127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close().closeAllConnections() };
}

interface Terminal {
  json<T>(seat: "host" | "customer" | "publisher", ...args: string[]): Promise<T>;
  as(seat: "host" | "customer", args: readonly string[]): Promise<Ran>;
  answered: Set<string>;
  url: string;
  people: People;
  place: string;
  env: Record<string, string>;
}

/** Providers and connections by command; secrets come by standard input. */
export async function connectByCommand({ json, as, answered, url, people, place, env }: Terminal): Promise<void> {
  const typed = (seat: "host" | "customer", input: string, ...args: string[]): Promise<Ran> =>
    runStoa([...args, "--json"], { env: { ...env, STOA_URL: url, STOA_TOKEN: people[seat].token }, input: `${input}\n` });
  const providers = await json<{ name: string; redirect: string | null }[]>("host", "providers", "list");
  assert.equal(providers.find(({ name }) => name === "hubspot")?.redirect, `${url}/connect/return`);
  const app = await typed("host", "app-canary-9d2e", "providers", "app", "hubspot", "--client-id", "1f2e");
  assert.equal(app.code, 0, app.err);
  const tried = await as("host", ["providers", "test", "hubspot", "--json"]);
  assert.deepEqual([tried.code, /"ok": false/.test(tried.out), /api\.hubapi\.com/.test(tried.out)], [1, true, true], tried.out + tried.err);
  const definition = describeKeyProvider(place);
  await people.host.client.send("PUT", `/v1/sides/${people.sideId}/providers/key-crm/app`, { definition });
  const wrong = await typed("customer", "wrong-key-1234", "connections", "connect", "key-crm");
  assert.deepEqual([wrong.code, /refused this account/.test(wrong.err)], [3, true], wrong.err);
  const made = await typed("customer", key, "connections", "connect", "key-crm");
  assert.equal(made.code, 0, made.err);
  const { id } = JSON.parse(made.out) as { id: string };
  assert.equal((await json<{ account: string }[]>("customer", "connections", "list"))[0]?.account, "Acme");
  assert.match((await json<{ address: string }>("customer", "connections", "link", "key-crm")).address, /\/connect\/link#/);
  assert.equal((await json<{ ok: boolean }>("customer", "connections", "test", id)).ok, true);
  assert.equal((await json<{ state: string }>("customer", "connections", "disconnect", id)).state, "disconnecting");
  for (const { out, err } of [app, wrong, made]) assert.ok(!/canary|wrong-key/.test(out + err));
  await eventsByCommand({ json, typed, answered, people, definition });
  for (const command of ["providers app", "providers test", "connections connect"]) answered.add(command);
}

type Typed = (seat: "host" | "customer", input: string, ...args: string[]) => Promise<Ran>;

/** The address a host copies, and what signs its events; a listing without an account there has none. */
async function eventsByCommand(
  terminal: Pick<Terminal, "json" | "answered" | "people"> & { typed: Typed; definition: ProviderDefinition },
): Promise<void> {
  const { json, typed, answered, people, definition } = terminal;
  const signature = { scheme: "hmac", header: "X-Signature", encoding: "hex", signed: [{ part: "body" }] };
  const events = { signature, secret: "signing", account: { body: ["/account"] }, steps: ["Copy the address."] };
  await people.host.client.send("PUT", `/v1/sides/${people.sideId}/providers/key-crm/app`, { definition: { ...definition, events } });
  const signed = await typed("host", "signing-canary-7c1d", "events", "sign", "key-crm");
  assert.deepEqual([signed.code, signed.out.includes("canary")], [0, false], signed.err);
  assert.deepEqual(await json<unknown[]>("host", "events", "list"), []);
  const { client, base } = people.publisher;
  const { id: integrationId } = await client.send<{ id: string }>("POST", `${base}/integrations`, { slug: "told" });
  const listing = await client.send<{ id: string }>("PUT", `${base}/integrations/${integrationId}/listings/${people.sideId}`, {});
  const made = await json<{ id: string; url: string }>("publisher", "events", "add", "slack", listing.id);
  assert.ok(made.url.endsWith(`/hooks/shared/${made.id}`));
  assert.equal((await json<{ url: string }[]>("publisher", "events", "list"))[0]?.url, made.url);
  await json("publisher", "events", "remove", made.id);
  answered.add("events sign");
}

/** Lines that are refused, with the exit code of each. */
export const connectRefusals = (nothing: string): ["host" | "customer", string, number][] => [
  ["customer", `connections test con_${nothing}`, 3],
  ["customer", `connections disconnect con_${nothing}`, 3],
  ["customer", "connections connect stripe", 2],
  ["customer", "connections link nowhere", 3],
  ["customer", "providers app hubspot --client-id x", 3],
  ["host", "providers test nowhere", 3],
  ["host", "events sign nowhere --end-older", 3],
  ["host", `events add slack lst_${nothing}`, 3],
  ["host", `events remove eva_${nothing}`, 3],
  ["customer", "events list", 3],
];
