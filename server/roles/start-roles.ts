import { dirname, join } from "node:path";
import { engineCtx, type Ctx, type KeyRing } from "../base/index.ts";
import { LiveLogs } from "../base/logs/index.ts";
import { buildsRoutes, openBuildPlace, startBuildLoop } from "../rooms/builds/index.ts";
import { createOperatorLink } from "../rooms/identity/index.ts";
import { ensureRuntime, openSandbox } from "../rooms/sandbox/index.ts";
import { holdsSecrets, openKeyRing } from "../rooms/trust/index.ts";
import { buildApi } from "./api.ts";
import type { RolesDeps, RunningRoles } from "./deps.ts";

const buildSlots = 1;

/** Starts api, scheduler and runner in this process. @throws StoaError key_missing when secrets are there and their key is not, sandbox_unavailable */
export async function startRoles(deps: RolesDeps): Promise<RunningRoles> {
  const { config, log, blobs } = deps;
  const keys = await openKeys(deps);
  const spawnerDir = deps.spawnerSocket === undefined ? {} : { spawnerDir: dirname(deps.spawnerSocket) };
  const sandbox = await openSandbox({
    dataDir: config.dataDir,
    slots: config.slots,
    egressPolicy: { allow: config.egressAllow },
    log,
    ...spawnerDir,
  });
  const live = new LiveLogs();
  const place = openBuildPlace({ dataDir: config.dataDir, publicUrl: config.publicUrl, sandbox, log });
  const makeRuntime = (spec: { base: string; packages: string[] }, progress: (line: string) => void) =>
    ensureRuntime(spec, { dataDir: config.dataDir, progress });
  const app = await buildApi({ ...deps, keys }, { routes: [(route) => buildsRoutes({ ...route, place, blobs, live })], exportParts: [] });
  const builds = startBuildLoop({ ...deps, keys, place, blobs, live, sandbox, ensureRuntime: makeRuntime, config }, { slots: buildSlots });
  await app.listen({ host: config.listen, port: config.port });
  void place.warm().catch((error: unknown) => log.warn({ err: error }, "the runtime that git runs in is not there yet"));
  const stop = async (): Promise<void> => {
    await app.close();
    await builds.stop();
    await sandbox.close();
  };
  return { url: config.publicUrl, signInLink: () => operatorLink(deps, keys), stop };
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
