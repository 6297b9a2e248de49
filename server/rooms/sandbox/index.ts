export type { Box, BoxEnd, BoxLimits, BoxSpec, Capabilities, Contact, Hit } from "./box.ts";
export type { EgressPolicy } from "./egress/policy.ts";
export { openSandbox, type Sandbox, type SandboxLog, type SandboxOptions } from "./client/open-sandbox.ts";
export { spawnerArguments } from "./client/spawner.ts";
