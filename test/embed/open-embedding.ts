import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { chromium, type BrowserContext } from "playwright-core";
import { type RunningHost, startHost } from "../../examples/host/start-host.ts";
import { readConfig } from "../../server/base/index.ts";
import { freePort } from "../../server/machine/testing/run-main.ts";
import { buildApi } from "../../server/roles/api.ts";
import type { RolesDeps } from "../../server/roles/deps.ts";
import { openPublicAddress } from "../../server/roles/public-address.ts";
import { readCatalogue } from "../../server/rooms/connections/index.ts";
import { editHost, registerSideKey } from "../../server/rooms/identity/index.ts";
import type { RouteDeps } from "../../server/base/http/index.ts";
import { homeRoutes } from "../../server/rooms/home/index.ts";
import { makeCheckedFetch } from "../../server/rooms/sandbox/index.ts";
import { openWorld, type TestHost, type World } from "../../server/testing/index.ts";
import type { Ctx } from "../../server/base/index.ts";

/** Stoa at localhost and a product at 127.0.0.1: two sites to a browser. */
export interface Embedding {
  world: World;
  /** Stoa's origin. */
  stoa: string;
  host: TestHost & { owner: Ctx };
  /** The product, registered on the host's test side. Its clock is the world's, moved by `skew` ms. */
  product: RunningHost;
  skew(ms: number): void;
  /** Another product whose key and origin nobody registered. */
  stranger: RunningHost;
}

/** @param more routes of further rooms */
export async function openEmbedding(more: (route: RouteDeps) => void = () => undefined): Promise<Embedding> {
  const world = await openWorld();
  const port = await freePort();
  const stoa = `http://localhost:${port}`;
  const config = readConfig({ STOA_DATA: "/nonexistent", STOA_PORT: String(port), STOA_URL: stoa });
  const keys = world.engine.keys;
  if (!keys) throw new Error("the world has no keys");
  const machine = { startedAt: 0, asRoot: false, serviceUser: "test", database: "embedded" as const };
  const appRoot = join(import.meta.dirname, "../..");
  const deps = { config, db: world.db, clock: world.clock, log: world.log, appRoot, spawnerSocket: undefined, machine };
  const parts = {
    routes: [(route: RouteDeps) => homeRoutes(route, { publicUrl: stoa, mailServer: () => Promise.resolve(undefined) }), more],
    exports: { parts: [], folder: () => Promise.reject(new Error("no folder")) },
    connect: { catalogue: readCatalogue(), fetch: makeCheckedFetch({ allow: [] }, 1_000), publicUrl: stoa, leaseMs: 5_000 },
    address: openPublicAddress(undefined),
  };
  const app = await buildApi({ ...(deps as unknown as RolesDeps), keys }, parts);
  await app.listen({ port, host: "127.0.0.1" });
  after(() => app.close());
  let skew = 0;
  const product = await openProduct(stoa, () => new Date(world.clock.now() + skew), "ledgerline");
  const stranger = await openProduct(stoa, () => new Date(world.clock.now()), "stranger");
  const host = await world.makeHost();
  await register(host, product, "test");
  return { world, stoa, host, product, stranger, skew: (ms) => (skew = ms) };
}

async function openProduct(stoaUrl: string, now: () => Date, issuer: string): Promise<RunningHost> {
  const dataFolder = mkdtempSync(join(tmpdir(), "embed-"));
  const product = await startHost({ dataFolder, stoaUrl, issuer, now });
  after(async () => {
    await product.stop();
    rmSync(dataFolder, { recursive: true });
  });
  return product;
}

/** As the host's owner does it in the console. */
export async function register(host: Embedding["host"], product: RunningHost, kind: "test" | "live"): Promise<void> {
  const { issuer, origin, jwks } = product.registration;
  await editHost(host.owner, { hostId: host.hostId, origins: [origin] });
  const sideId = kind === "test" ? host.testSideId : host.liveSideId;
  const side: Ctx = { ...host.owner, scope: { kind: "side", sideId, hostId: host.hostId } };
  for (const jwk of jwks.keys) await registerSideKey(side, { kid: jwk.kid, issuer, jwk });
}

/**
 * Debian's Chromium that keeps no cookies and no storage for sites within other sites.
 * @param bypassCSP pages' own content policies are not heeded: what holds then is the frame's
 */
export async function openStrictBrowser(size = { width: 1280, height: 800 }, bypassCSP = false, locale = "en-GB"): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), "chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: "/usr/bin/chromium",
    headless: true,
    viewport: size,
    bypassCSP,
    reducedMotion: "reduce",
    locale,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--test-third-party-cookie-phaseout"],
  });
  context.setDefaultTimeout(60_000);
  after(async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  });
  return context;
}

/** A page of any content at an origin of its own. `host` is `127.0.0.1` or `localhost`. */
export async function servePage(body: string, host = "127.0.0.1"): Promise<string> {
  const server = createServer((_request, response) => response.setHeader("content-type", "text/html; charset=utf-8").end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}
