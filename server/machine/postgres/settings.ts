/** What a cluster is for: a deployment's own, or one whose data may be lost. */
export type Purpose = "deployment" | "scratch";

/** For a shared machine of 2 cores; a quarter GiB of buffers serves some 10^5 installations. */
const always = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  max_connections: "60",
  shared_buffers: "256MB",
  effective_cache_size: "4GB",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  random_page_cost: "1.1",
  // Compiling plans costs more than our short statements take.
  jit: "off",
  io_method: "sync",
  max_worker_processes: "4",
  max_parallel_workers: "2",
  max_parallel_workers_per_gather: "1",
  // A forgotten transaction holds back vacuum and makes the hot tables grow.
  idle_in_transaction_session_timeout: "60s",
  autovacuum_naptime: "15s",
  autovacuum_vacuum_scale_factor: "0.05",
  autovacuum_analyze_scale_factor: "0.05",
  autovacuum_max_workers: "2",
  // Nothing replicates from a cluster on one machine; backups are logical.
  wal_level: "minimal",
  max_wal_senders: "0",
  max_logical_replication_workers: "0",
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  log_destination: "stderr",
  logging_collector: "off",
  log_checkpoints: "off",
  log_line_prefix: "",
  log_min_messages: "warning",
  log_error_verbosity: "terse",
  timezone: "UTC",
  log_timezone: "UTC",
} as const;

const byPurpose: Record<Purpose, Record<string, string>> = {
  deployment: { fsync: "on", synchronous_commit: "on", full_page_writes: "on" },
  scratch: {
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    shared_buffers: "128MB",
    max_connections: "200",
    max_wal_size: "8GB",
    checkpoint_timeout: "1h",
    // Many short-lived databases: a fast launcher would spend its time visiting each.
    autovacuum_naptime: "60s",
  },
};

/** `postgres -c name=value` arguments. `extra` wins. */
export function settingArguments(purpose: Purpose, extra: Record<string, string>): string[] {
  return Object.entries({ ...always, ...byPurpose[purpose], ...extra }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
