export { StoaError, notFound, type ErrorText } from "./errors.ts";
export { realClock, VirtualClock, type Clock } from "./clock.ts";
export { newId, firstIdOf, momentOf } from "./ids.ts";
export { createLog, type Log } from "./log.ts";
export { readConfig, type Config } from "./config.ts";
export type { Actor, Role, Scope } from "./scope.ts";
export { engineCtx, requireRole, type Ctx, type TxCtx } from "./ctx.ts";
export * from "./db/index.ts";
export * from "./facts/index.ts";
