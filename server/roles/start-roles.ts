import { readFileSync } from "node:fs";
import { createApp } from "../base/http/index.ts";
import type { RolesDeps, RunningRoles } from "./deps.ts";

/** Starts api, scheduler and runner in this process. */
export async function startRoles(deps: RolesDeps): Promise<RunningRoles> {
  const { config, log } = deps;
  const tls = config.tls && { cert: readFileSync(config.tls.certFile), key: readFileSync(config.tls.keyFile) };
  const app = await createApp({ log, addresses: { publicUrl: config.publicUrl, port: config.port, openWrites: [] }, trustedProxies: config.trustedProxies, ...(tls ? { tls } : {}) });
  app.get("/healthz", { schema: { hide: true } }, () => ({ ok: true }));
  await app.listen({ host: config.listen, port: config.port });
  return { url: config.publicUrl, signInLink: () => Promise.resolve(undefined), stop: () => app.close() };
}
