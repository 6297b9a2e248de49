export { startPostgres, type PgConfig, type PostgresOptions, type RunningPostgres } from "./start-postgres.ts";
export { isOurs } from "./clear-orphan.ts";
export { readPostmasterPid } from "./postmaster-pid.ts";
export { makePrivate, socketDir } from "./socket-dir.ts";
