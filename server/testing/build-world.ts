import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { openBlobStore } from "../base/blobs/index.ts";
import type { Ctx } from "../base/index.ts";
import { createApp } from "../base/http/index.ts";
import { LiveLogs } from "../base/logs/index.ts";
import { openWorld, type World } from "./index.ts";
import { createIntegration } from "../rooms/catalog/index.ts";
import { authorize, readCredential, createToken } from "../rooms/identity/index.ts";
import { openSandbox } from "../rooms/sandbox/index.ts";
import { testRuntime } from "../rooms/sandbox/testing.ts";
import {
  boxGit,
  buildLimits,
  buildsRoutes,
  startBuildLoop,
  type BuildLimits,
  type BuildLoop,
  type BuildPlace,
  type Workshop,
} from "../rooms/builds/index.ts";

export interface BuildWorld {
  world: World;
  place: BuildPlace;
  workshop: Workshop;
  url: string;
  startLoop(slots?: number): BuildLoop;
  /** An integration with an address to push to, token included, and the token apart. */
  makeIntegration(slug: string): Promise<PushTarget>;
}

export interface PushTarget {
  owner: Ctx;
  integrationId: string;
  publisherId: string;
  token: string;
  /** Without the token. */
  address: string;
  /** As git may be told it. */
  pushUrl: string;
}

/** Made once on a machine, in minutes: no test's own time. */
async function makeRuntimes(): Promise<void> {
  await testRuntime("debian", ["git"]);
  await testRuntime("bash");
}

/** A deployment of this room for one test file: database, sandbox, git, HTTP. */
export async function openBuildWorld(limits: Partial<BuildLimits> = {}): Promise<BuildWorld> {
  await makeRuntimes();
  const world = await openWorld();
  const dataDir = mkdtempSync(join(tmpdir(), "stoa-builds-"));
  const quiet = { info: () => undefined, warn: () => undefined, error: (fields: object, text: string) => console.error(text, fields) };
  const sandbox = await openSandbox({ dataDir, slots: 3, egressPolicy: { allow: [] }, log: quiet });
  // As in a careful operator's shell: what slots must read, this room has to open on purpose.
  process.umask(0o077);
  const all = { ...buildLimits, ...limits };
  const git = boxGit({ start: (spec) => sandbox.start(spec), root: async () => (await testRuntime("debian", ["git"])).root, limits: all });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const app = await createApp({ log: world.log, addresses: { publicUrl: url, port, openWrites: [] }, trustedProxies: [] });
  const place: BuildPlace = { dataDir, git, limits: all, publicUrl: url };
  const blobs = openBlobStore({ kind: "files", folder: join(dataDir, "blobs") });
  const live = new LiveLogs();
  const keys = world.operator.keys;
  const workshop: Workshop = {
    db: world.db,
    clock: world.clock,
    log: world.log,
    keys,
    place,
    blobs,
    live,
    sandbox,
    config: { registries: undefined, caFile: process.env["NODE_EXTRA_CA_CERTS"] },
    ensureRuntime: ({ base, packages }) => testRuntime(base, packages),
  };
  if (!keys) throw new Error("the test world has no key ring");
  buildsRoutes({
    app,
    db: world.db,
    clock: world.clock,
    log: world.log,
    keys,
    place,
    blobs,
    live,
    authorize: (request, target) => authorize(world.engine, readCredential(request.headers), target),
  });
  await app.listen({ host: "127.0.0.1", port });
  const loops: BuildLoop[] = [];
  after(async () => {
    for (const loop of loops) await loop.stop();
    await app.close();
    await sandbox.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const startLoop = (slots = 2): BuildLoop => {
    const loop = startBuildLoop(workshop, { slots });
    loops.push(loop);
    return loop;
  };
  return { world, place, workshop, url, startLoop, makeIntegration: (slug) => makeIntegration(world, url, slug) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function makeIntegration(world: World, url: string, slug: string): Promise<PushTarget> {
  const { owner, publisherId, slug: publisherSlug } = await world.makePublisher();
  const { id: integrationId } = await createIntegration(owner, { slug });
  const { text: token } = await createToken(owner, { name: "push", roles: ["publisher_developer"] });
  const address = `${url}/git/${publisherSlug}/${slug}.git`;
  return { owner, integrationId, publisherId, token, address, pushUrl: address.replace("://", `://token:${token}@`) };
}
