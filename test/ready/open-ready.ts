import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after } from "node:test";
import type { Manifest, ProviderDefinition, RunView } from "@stoa/contract";
import { stoaAdapter } from "../../program/adapters/stoa.ts";
import { engineCtx, newId, realClock, transaction, type Ctx } from "../../server/base/index.ts";
import { editListing, reviewListing, setSimulator, submitListing } from "../../server/rooms/catalog/index.ts";
import { openRunAccount, patience, readCatalogue, requireFit, type ConnectDeps } from "../../server/rooms/connections/index.ts";
import { connectByWindow, manners, startFakeProvider } from "../../server/rooms/connections/testing.ts";
import { openHostHandle } from "../../server/rooms/gateway/index.ts";
import { declareDocument, readPublishedKeys } from "../../server/rooms/gateway/testing.ts";
import { loadGrants, configureInstallation } from "../../server/rooms/installs/index.ts";
import { openRunWorld, runToEnd } from "../../server/rooms/runs/testing.ts";
import { makeCheckedFetch } from "../../server/rooms/sandbox/index.ts";
import { insertTestCustomer } from "../../server/testing/store.ts";
import { exampleCompany, startExampleHost, type ExampleHost } from "../programs/servers/start-example-host.ts";
import { startDescribed, type DescribedServer } from "./described-server.ts";

const folder = (name: string): string => join(import.meta.dirname, "../../examples/ready", name);

/** One ready integration at a host's test side: connected to its provider by the catalogue's entry, its host and service on this machine. */
export interface Ready {
  product: ExampleHost;
  service: DescribedServer;
  run(over?: { mode?: "run" | "preview" | "options" | "check" }): Promise<{ view: RunView; log: string }>;
  configure(config: Record<string, unknown>): Promise<void>;
}

/**
 * The program as it stands in its folder, built into a release, listed at a test side, connected through the provider's own sign-in (as its
 * documents have it), with the described server in place of the service's host, behind TLS by the side's authority.
 */
export async function openReady(
  name: string,
  provider: string,
  behave: Parameters<typeof startDescribed>[1],
  config: Record<string, unknown>,
): Promise<Ready> {
  const product = await startExampleHost();
  after(() => product.stop());
  const service = await startDescribed(provider, behave);
  after(() => service.stop());
  const manner = manners.find((one) => one.name === provider);
  if (!manner) throw new Error(`nobody knows how ${provider} behaves`);
  const fake = await startFakeProvider(manner);
  const places = [new URL(product.url).host, new URL(service.address).host, fake.place];
  const place = await openRunWorld({}, places);
  const engine = engineCtx(place.deps, "test");
  const sideId = place.host.testSideId;
  const host: Ctx = { ...place.world.as({ kind: "side", hostId: place.host.hostId, sideId }, "host_owner"), clock: realClock };
  const connect = connectDeps(provider, fake, places);
  const publicUrl = await serveKeys(engine, sideId);
  product.host.connect({ stoaUrl: publicUrl });
  for (const side of [host, place.host.owner]) await declareDocument(side, product.url);
  await place.startRunner({
    openAccount: (input) => openRunAccount(engine, connect, input),
    openHost: ({ run, asked }) =>
      openHostHandle(engine, { run, asked, publicUrl, readGrants: (ctx) => loadGrants(ctx, run.installationId) }),
  });
  const { manifest, files } = readProgram(name);
  const { language } = manifest.base;
  const published = await place.publish(files, { ...manifest, retry: { attempts: 1, on: [] } }, language);
  const { publisher, integrationId } = published;
  await setSimulator(publisher, { integrationId, target: service.host, address: service.address });
  const { listing } = await editListing(publisher, { integrationId, sideId, content: {} });
  const { submission } = await submitListing(publisher, { listingId: listing.id });
  await reviewListing(host, { listingId: listing.id, submissionId: submission?.id ?? "", decision: "approve" });
  const customer = await customerOf(place.world.engine, place.world.as, sideId);
  const need = manifest.connections[0]?.name ?? "";
  const connectionId = await connectByWindow({ customer, host, engine }, connect, { manner, listingId: listing.id, need });
  const fits = (ctx: Ctx, input: Parameters<typeof requireFit>[2]) => requireFit(ctx, connect, input);
  const more = { connections: { [need]: connectionId } };
  const installationId = await place.install(customer, { ...published, listingId: listing.id }, config, more, fits);
  let changes = 0;
  return {
    product,
    service,
    run: ({ mode = "run" } = {}) => runToEnd(place, customer, installationId, mode),
    configure: async (changed) => {
      await configureInstallation(customer, { installationId, operationId: `configure-${++changes}`, config: changed });
    },
  };
}

/** The catalogue with the provider's sign-in on this machine, and its API where it is. */
function connectDeps(
  provider: string,
  fake: { at(of: ProviderDefinition): ProviderDefinition; place: string },
  allow: string[],
): ConnectDeps {
  const catalogue = new Map(readCatalogue());
  const real = catalogue.get(provider);
  if (!real) throw new Error(`no provider ${provider}`);
  catalogue.set(provider, { ...fake.at(real), api: real.api, hosts: [...real.hosts, fake.place] });
  return { catalogue, fetch: makeCheckedFetch({ allow }, 4_000), publicUrl: "http://127.0.0.1:4400", leaseMs: patience.leaseMs };
}

function readProgram(name: string): { manifest: Manifest; files: Record<string, string> } {
  const names = readdirSync(folder(name), { withFileTypes: true }).filter((file) => file.isFile() && !file.name.startsWith("__"));
  const files = Object.fromEntries(names.map(({ name: file }) => [file, readFileSync(join(folder(name), file), "utf8")]));
  const reading = stoaAdapter.read(files["stoa.yaml"] ?? "", { file: "stoa.yaml" });
  if (reading.manifest) return { manifest: reading.manifest, files };
  throw new Error(reading.problems.map(({ line, message, fix }) => `${name}:${line} ${message} ${fix}`).join("\n"));
}

/** Where the product reads the keys that Stoa signs by: it asks for those of its live side, here it is given the test side's. */
async function serveKeys(engine: Ctx, sideId: string): Promise<string> {
  const [{ host } = { host: "" }] = await transaction(engine, ({ tx }) =>
    tx.rows<{ host: string }>("select host_slug as host from identity.v_side where id = $1", [sideId]),
  );
  const server = createServer((_request, response) => {
    void readPublishedKeys(engine, { host, side: "test" }).then((keys) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys })),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function customerOf(engine: Ctx, as: (scope: Ctx["scope"], ...roles: "customer_owner"[]) => Ctx, sideId: string): Promise<Ctx> {
  const customerId = newId(realClock);
  await transaction(engine, ({ tx, clock }) => insertTestCustomer(tx, { id: customerId, sideId, ref: exampleCompany, now: clock.now() }));
  return { ...as({ kind: "customer", customerId, sideId }, "customer_owner"), clock: realClock };
}
