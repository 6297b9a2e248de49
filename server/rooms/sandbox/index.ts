export type { Box, BoxEnd, BoxLimits, BoxSpec } from "./box.ts";
export { openSandbox, type Sandbox, type SandboxLog } from "./client/open-sandbox.ts";
export { spawnerArguments } from "./client/spawner.ts";
export { ensureRuntime } from "./runtimes/ensure-runtime.ts";
export type { Runtime } from "./runtimes/catalog.ts";
export { checkBase } from "./check-base.ts";
export { sandboxRoutes } from "./routes.ts";
export { readTar, type TarEntry } from "./tar/read-tar.ts";
export { tarEnd, tarHeader, tarPadding } from "./tar/write-tar.ts";
