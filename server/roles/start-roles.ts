import { join } from "node:path";
import { engineCtx, type Ctx, type KeyRing } from "../base/index.ts";
import { createOperatorLink } from "../rooms/identity/index.ts";
import { holdsSecrets, openKeyRing } from "../rooms/trust/index.ts";
import { buildApi } from "./api.ts";
import type { RolesDeps, RunningRoles } from "./deps.ts";

/** Starts api, scheduler and runner in this process. @throws StoaError key_missing when secrets are there and their key is not */
export async function startRoles(deps: RolesDeps): Promise<RunningRoles> {
  const { config } = deps;
  const keys = await openKeys(deps);
  const app = await buildApi({ ...deps, keys }, { routes: [], exportParts: [] });
  await app.listen({ host: config.listen, port: config.port });
  return { url: config.publicUrl, signInLink: () => operatorLink(deps, keys), stop: () => app.close() };
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
