export { findBinaries } from "./binaries.ts";
export { reachableBinaries } from "./reachable-binaries.ts";
export { startPostgres, type PgConfig, type RunningPostgres } from "./start-postgres.ts";
export { stopLeftOver } from "./clear-orphan.ts";
export { readPostmasterPid } from "./postmaster-pid.ts";
export { makePrivate, socketDir } from "./socket-dir.ts";
