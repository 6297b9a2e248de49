export type { Box, BoxEnd, BoxLimits, BoxSpec, Capabilities, Contact, Hit } from "./box.ts";
export type { EgressPolicy } from "./egress/policy.ts";
export { openSandbox, type Sandbox, type SandboxLog, type SandboxOptions } from "./client/open-sandbox.ts";
export { spawnerArguments } from "./client/spawner.ts";
export { chooseBase, ensureRuntime, type RuntimeCtx, type RuntimeSpec } from "./runtimes/ensure-runtime.ts";
export { importRuntime } from "./runtimes/import-runtime.ts";
export { listRuntimes, type Runtime } from "./runtimes/catalog.ts";
export { readTar, type TarEntry } from "./tar/read-tar.ts";
export { tarEnd, tarHeader, tarPadding } from "./tar/write-tar.ts";
