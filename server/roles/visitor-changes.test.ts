/** A support view changes nothing: every changing endpoint of a customer is called as a visitor, with a body it would take. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { showId } from "@stoa/contract";
import { readConfig, transaction, type Ctx } from "../base/index.ts";
import { createApp, type RouteDeps } from "../base/http/index.ts";
import { LiveLogs } from "../base/logs/index.ts";
import { catalogRoutes } from "../rooms/catalog/index.ts";
import { connectionsRoutes, readCatalogue } from "../rooms/connections/index.ts";
import { consoleRoutes } from "../rooms/console/index.ts";
import { gatewayRoutes } from "../rooms/gateway/index.ts";
import { homeRoutes } from "../rooms/home/index.ts";
import { identityRoutes } from "../rooms/identity/index.ts";
import { countGrants, countWidened, findSharedLogs, installsRoutes } from "../rooms/installs/index.ts";
import { createWake, defaultSettings, runsRoutes } from "../rooms/runs/index.ts";
import { openRunWorld } from "../rooms/runs/testing.ts";
import { makeCheckedFetch } from "../rooms/sandbox/index.ts";
import { listTableDigests } from "../testing/store.ts";
import { submitPolicy } from "./api.ts";

const place = await openRunWorld();
const { world } = place;
const customer = await place.makeCustomer();
const installationId = await place.install(customer.owner, await place.publish("exit 0"));
const { scope } = customer.owner;
const personId = "01890000-0000-7000-8000-000000000000";
const visitor = { scope, actor: { kind: "person", personId, roles: [], visiting: true } } satisfies Pick<Ctx, "scope" | "actor">;

const publicUrl = "http://127.0.0.1:4400";
const app = await createApp({ log: world.log, addresses: { publicUrl, port: 4400, openWrites: [] }, trustedProxies: [] });
after(() => app.close());
const changing: { method: string; url: string; body: Schema | undefined }[] = [];
app.addHook("onRoute", ({ method, url, schema }) => {
  const methods = [method].flat().filter((one) => !["GET", "HEAD", "OPTIONS"].includes(one));
  if (url.startsWith("/v1/customers/:customerId/"))
    for (const one of methods) changing.push({ method: one, url, body: schema?.body as Schema | undefined });
});
const keys = world.engine.keys ?? assert.fail("no keys");
const { db, clock, log } = world;
const route: RouteDeps = { app, db, clock, log, keys, authorize: async () => visitor };
const connect = { catalogue: readCatalogue(), fetch: makeCheckedFetch({ allow: [] }, 1_000), publicUrl, leaseMs: 5_000 };
const policy = submitPolicy(readConfig({ STOA_DATA: "/nonexistent" }), connect);
const shared = { blobs: place.blobs, live: new LiveLogs(), settings: defaultSettings };
const asksNobody = () => Promise.reject(new Error("asks nobody"));
identityRoutes({ ...route, publicUrl, ask: asksNobody, domains: { publicUrl, texts: asksNobody, address: asksNobody } });
gatewayRoutes({ ...route, publicUrl, countGrants, countWidened, findShared: findSharedLogs });
catalogRoutes({ ...route, submit: policy });
connectionsRoutes(route, connect);
installsRoutes(route, { parts: [], folder: () => Promise.reject(new Error("no folder")) });
runsRoutes({ ...route, ...shared, wake: createWake(), publicUrl, catalogue: connect.catalogue });
homeRoutes(route, { publicUrl, mailServer: async () => undefined });
consoleRoutes({ ...route, ...shared, connect, policy });

interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  minLength?: number;
  minimum?: number;
  pattern?: string;
  format?: string;
}

/** The least that a schema takes. */
function sample(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return sample(schema.anyOf[0] ?? {});
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(sample)) as object;
  return (samples[schema.type ?? "string"] ?? text)(schema);
}

const samples: Record<string, (schema: Schema) => unknown> = {
  object: ({ required = [], properties }) => Object.fromEntries(required.map((name) => [name, sample(properties?.[name] ?? {})])),
  array: ({ minItems = 0, items }) => Array.from({ length: minItems }, () => sample(items ?? {})),
  integer: ({ minimum }) => minimum ?? 1,
  number: ({ minimum }) => minimum ?? 1,
  boolean: () => true,
};

function text({ format, pattern, minLength = 0 }: Schema): string {
  if (format === "date-time") return new Date().toISOString();
  if (pattern?.includes("lst_")) return showId("listing", personId);
  if (pattern?.includes("http")) return "https://example.com";
  return "a".repeat(Math.max(minLength, 3));
}

const known: Record<string, string> = {
  customerId: showId("customer", customer.customerId),
  installationId: showId("installation", installationId),
  runId: showId("run", personId),
};

test("no changing endpoint of a customer changes a row for a visitor, and each says why or finds nothing", async () => {
  assert.ok(changing.length >= 25, changing.map(({ url }) => url).join("\n"));
  const before = await transaction(world.operator, ({ tx }) => listTableDigests(tx));
  const refused: string[] = [];
  for (const { method, url, body } of changing) {
    const path = url.replaceAll(/:(\w+)/g, (_, name: string) => known[name] ?? "nothing");
    const answer = await app.inject({
      method: method as "POST",
      url: path,
      headers: { host: "127.0.0.1:4400", authorization: "Bearer x" },
      ...(body ? { payload: sample(body) as object } : {}),
    });
    assert.ok(answer.statusCode >= 400 && answer.statusCode < 500, `${method} ${url}: ${answer.statusCode} ${answer.body}`);
    if (answer.statusCode === 403) refused.push(url);
    assert.notEqual(answer.statusCode, 400, `${method} ${url} was not given what it takes: ${answer.body}`);
  }
  assert.ok(refused.length >= changing.length / 2, `refused: ${refused.join("\n")}`);
  assert.deepEqual(await transaction(world.operator, ({ tx }) => listTableDigests(tx)), before);
});
