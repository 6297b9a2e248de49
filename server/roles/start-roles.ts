import { Server as TlsServer } from "node:https";
import { dirname, join } from "node:path";
import type { FastifyInstance } from "fastify";
import { openDiskGuard } from "../base/disk/index.ts";
import { engineCtx, type Ctx, type KeyRing } from "../base/index.ts";
import { LiveLogs } from "../base/logs/index.ts";
import { openBuildPlace, startBuildLoop } from "../rooms/builds/index.ts";
import { openRunAccount, patience, readCatalogue, type ConnectDeps } from "../rooms/connections/index.ts";
import { openHostHandle } from "../rooms/gateway/index.ts";
import { loadGrants } from "../rooms/installs/index.ts";
import { createOperatorLink } from "../rooms/identity/index.ts";
import {
  createWake,
  defaultSettings,
  exportFolder,
  exportRuns,
  startRunner,
  startScheduler,
  type RunnerDeps,
} from "../rooms/runs/index.ts";
import { ensureRuntime, makeCheckedFetch, openSandbox, type Sandbox } from "../rooms/sandbox/index.ts";
import { holdsSecrets, openKeyRing } from "../rooms/trust/index.ts";
import { buildApi } from "./api.ts";
import type { Certificate, RolesDeps, RunningRoles } from "./deps.ts";
import { ownServices } from "./own-services.ts";
import { openPublicAddress, type PublicAddress } from "./public-address.ts";
import { roomRoutes } from "./room-routes.ts";
import { startChores } from "./start-chores.ts";

/** Slots kept for questions (options, checks, previews), so that no long work keeps a form waiting, for builds, and for git. */
const probeSlots = 1;
const buildSlots = 1;
const gitSlots = 1;
/** How long a host's server may take to say that it was told. */
const webhookMs = 15_000;

/** Starts api, scheduler and runner in this process. @throws StoaError key_missing when secrets are there and their key is not, sandbox_unavailable */
export async function startRoles(deps: RolesDeps): Promise<RunningRoles> {
  const { config, log } = deps;
  const keys = await openKeys(deps);
  const sandbox = await openBoxes(deps);
  const disk = await openDiskGuard({ path: config.dataDir, log });
  const shared = {
    ...deps,
    keys,
    disk,
    sandbox,
    live: new LiveLogs(),
    wake: createWake(),
    settings: { ...defaultSettings, rawSecrets: config.rawSecrets, historyDays: config.keep.history.days },
    dataDir: config.dataDir,
  };
  const leaving = new AbortController();
  const { signal } = leaving;
  const place = openBuildPlace({ dataDir: config.dataDir, publicUrl: config.publicUrl, sandbox, log, disk, signal });
  const connect = openConnect(config);
  const webhooks = { fetch: makeCheckedFetch({ allow: config.egressAllow }, webhookMs) };
  const address = openPublicAddress(deps.certificate);
  const routes = roomRoutes({ ...shared, place, webhooks, address, connect });
  const app = await buildApi(shared, { routes, exports: exportsOf(shared), connect, address });
  const makeRuntime = (spec: { base: string; packages: string[] }, progress?: (line: string) => void) =>
    ensureRuntime(spec, { dataDir: config.dataDir, progress: progress ?? (() => undefined), signal });
  const builds = startBuildLoop({ ...shared, place, ensureRuntime: makeRuntime }, { slots: buildSlots });
  const scheduler = await startScheduler(shared);
  const runner = await startRunner({
    ...shared,
    ensureRuntime: makeRuntime,
    ...waysOut(engineCtx(shared, "runner"), connect),
    place: "here",
    ...slotsOf(sandbox),
    about: sandbox.capabilities,
  });
  const chores = startChores({ ...shared, connect, webhooks, spawnerDir: spawnerFolder(deps) });
  await app.listen({ host: config.listen, port: config.port });
  void place.warm().catch((error: unknown) => signal.aborted || log.warn({ err: error }, "the runtime that git runs in is not there yet"));
  const stop = async (): Promise<void> => {
    // Making a runtime takes minutes at a first start: who waits for one goes.
    leaving.abort();
    // Programs are asked to stop first of all: the machine may have little time left.
    await Promise.all([runner.stop(), app.close(), scheduler.stop(), builds.stop(), chores.stop()]);
    await sandbox.close();
    disk.stop();
  };
  return {
    url: config.publicUrl,
    signInLink: () => operatorLink(deps, keys),
    renewCertificate: (certificate) => renew(app, address, certificate),
    going: () => sandbox.capabilities.slots - sandbox.free(),
    stop,
  };
}

/** What Stoa speaks for programs to: accounts at providers, and the host's own API. */
function waysOut(ctx: Ctx, connect: ConnectDeps): Required<Pick<RunnerDeps, "openAccount" | "openHost">> {
  const { publicUrl } = connect;
  return {
    openAccount: (input) => openRunAccount(ctx, connect, input),
    openHost: ({ run, asked }) =>
      openHostHandle(ctx, { run, asked, publicUrl, readGrants: (inner) => loadGrants(inner, run.installationId) }),
  };
}

function renew(app: FastifyInstance, address: PublicAddress, certificate: Certificate): void {
  address.certificate = certificate;
  if (app.server instanceof TlsServer) app.server.setSecureContext(certificate);
}

/** Providers are asked by the rules that boxes are bound by. */
function openConnect({ egressAllow, publicUrl }: RolesDeps["config"]): ConnectDeps {
  const fetch = makeCheckedFetch({ allow: egressAllow }, patience.requestMs);
  return { catalogue: readCatalogue(), fetch, publicUrl, leaseMs: patience.leaseMs };
}

/** The spawner of this machine's supervisor, or one of our own. */
function openBoxes({ config, log, spawnerSocket }: RolesDeps): Promise<Sandbox> {
  return openSandbox({
    dataDir: config.dataDir,
    slots: config.slots,
    ...(config.warm && { warm: config.warm }),
    egressPolicy: { allow: config.egressAllow, own: ownServices(config), bytesPerSecond: config.customerBytesPerSecond },
    log,
    ...(config.gvisor !== undefined && { gvisor: config.gvisor }),
    ...(spawnerSocket === undefined ? {} : { spawnerDir: dirname(spawnerSocket) }),
  });
}

/** The rooms' parts of an installation's export. */
export function exportsOf(deps: Parameters<typeof exportFolder>[2]): Parameters<typeof buildApi>[1]["exports"] {
  return { parts: [exportRuns], folder: (ctx, installationId) => exportFolder(ctx, { installationId }, deps) };
}

function spawnerFolder({ spawnerSocket, config }: RolesDeps): string {
  return spawnerSocket === undefined ? join(config.dataDir, "sandbox") : dirname(spawnerSocket);
}

function slotsOf(sandbox: Sandbox): { workSlots: number; probeSlots: number } {
  const { slots } = sandbox.capabilities;
  return { workSlots: Math.max(1, slots - probeSlots - buildSlots - gitSlots), probeSlots };
}

async function openKeys(deps: RolesDeps): Promise<KeyRing> {
  const create = !(await holdsSecrets(engineCtx(deps, "start")));
  return openKeyRing({ file: join(deps.config.dataDir, "keys", "deployment.key"), create });
}

async function operatorLink(deps: RolesDeps, keys: KeyRing): Promise<string> {
  const ctx: Ctx = { ...engineCtx({ ...deps, keys }, "start"), scope: { kind: "operator" }, actor: { kind: "machine" } };
  const link = await createOperatorLink(ctx, { email: "operator@localhost", name: "Operator" });
  return `${deps.config.publicUrl}/sign-in#${link.code}`;
}
