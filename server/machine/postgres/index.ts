export { findBinaries, type Binaries } from "./binaries.ts";
export { reachableBinaries } from "./reachable-binaries.ts";
export { startPostgres, type PgConfig, type PostgresOptions, type RunningPostgres } from "./start-postgres.ts";
export { isOurs, stopLeftOver } from "./clear-orphan.ts";
export { readPostmasterPid } from "./postmaster-pid.ts";
export { makePrivate, socketDir } from "./socket-dir.ts";
