import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBlobStore, type BlobStore } from "../../server/base/blobs/index.ts";
import { readConfig, type KeyRing } from "../../server/base/index.ts";
import { LiveLogs } from "../../server/base/logs/index.ts";
import { buildApi } from "../../server/roles/api.ts";
import type { RolesDeps } from "../../server/roles/deps.ts";
import { openPublicAddress } from "../../server/roles/public-address.ts";
import { roomRoutes } from "../../server/roles/room-routes.ts";
import { exportsOf } from "../../server/roles/start-roles.ts";
import { boxGit, buildLimits, type BuildPlace } from "../../server/rooms/builds/index.ts";
import { readCatalogue } from "../../server/rooms/connections/index.ts";
import { createWake, defaultSettings } from "../../server/rooms/runs/index.ts";
import { makeCheckedFetch, openSandbox, type Sandbox } from "../../server/rooms/sandbox/index.ts";
import { testRuntime } from "../../server/rooms/sandbox/testing.ts";
import { makeWorld, type World } from "../../server/testing/index.ts";

/** A deployment's HTTP server with every room's routes and real Postgres behind it; nothing of it runs by itself. */
export interface Api {
  app: Awaited<ReturnType<typeof buildApi>>;
  world: World;
  keys: KeyRing;
  blobs: BlobStore;
  publicUrl: string;
  close(): Promise<void>;
}

/** How long a stranger's server may take. */
const patienceMs = 1_000;

/** @param allow places on this machine that tenants' addresses may name */
export async function openApi(allow: string[]): Promise<Api> {
  const world = await makeWorld();
  const { db, clock, log } = world;
  const { keys } = world.engine;
  if (!keys) throw new Error("the test world has no key ring");
  const dataDir = mkdtempSync(join(tmpdir(), "stoa-fuzz-"));
  const config = readConfig({ STOA_DNS: "127.0.0.1:9", STOA_DATA: dataDir, STOA_SLOTS: "1", STOA_WARM_SLOTS: "0" });
  const boxLog = { info: () => undefined, warn: () => undefined, error: (fields: object, text: string) => console.error(text, fields) };
  const sandbox = await openSandbox({ dataDir, slots: 1, egressPolicy: { allow: [] }, log: boxLog });
  const blobs = openBlobStore({ kind: "files", folder: join(dataDir, "blobs") });
  const disk = { isFull: false, refuseWhenFull: () => undefined };
  const deps: RolesDeps = {
    config,
    db,
    blobs,
    clock,
    log,
    appRoot: dataDir,
    spawnerSocket: undefined,
    machine: { startedAt: clock.now(), asRoot: false, serviceUser: "test", database: "embedded" },
    certificate: undefined,
    backUpDaily: () => Promise.resolve(undefined),
  };
  const fetch = makeCheckedFetch({ allow }, patienceMs);
  const { publicUrl } = config;
  const place = { dataDir, publicUrl, disk, limits: buildLimits, git: openGit(sandbox) };
  const address = openPublicAddress(undefined);
  const shared = { ...deps, keys, disk, sandbox, live: new LiveLogs(), wake: createWake(), settings: defaultSettings, place, address };
  const connect = { catalogue: readCatalogue(), fetch, publicUrl, leaseMs: 5_000 };
  const routes = roomRoutes({ ...shared, webhooks: { fetch }, connect });
  const app = await buildApi(shared, { routes, exports: exportsOf(shared), connect, address });
  const close = async (): Promise<void> => {
    await app.close();
    await sandbox.close();
    await world.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { app, world, keys, blobs, publicUrl, close };
}

/** From the runtime that tests share: a data folder of its own would make one for minutes. */
function openGit(sandbox: Sandbox): BuildPlace["git"] {
  const root = async (): Promise<string> => (await testRuntime("debian", ["git"])).root;
  return boxGit({ start: (spec) => sandbox.start(spec), root, limits: buildLimits });
}
