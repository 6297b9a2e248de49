import type { FailedItem } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";
import type { Outcome, RunKind, RunMode, RunTarget, TriggerKind, Usage } from "../states.ts";
import type { ChunkRow } from "./chunks.ts";

/** An ended run as it is told to history: by a seed or an import, not by a runner. */
export interface PastRun extends RunTarget, Omit<Usage, "ingressBytes" | "storageBytes"> {
  runId: string;
  kind: RunKind;
  mode: RunMode;
  triggerKind: TriggerKind;
  releaseId: string | null;
  queuedAt: number;
  startedAt: number;
  endedAt: number;
  outcome: Outcome;
  failureClass: string | null;
  rule: string;
  owner: string | null;
  sentence: string;
  created: number;
  updated: number;
  skipped: number;
  failed: number;
  /** What it reached, as a runner tells it. */
  contacted?: readonly PastContact[];
  /** Told of the newest: what stands behind the verdict, and its log in the blob store or in the row. */
  details?: PastDetails;
}

export interface PastContact {
  host: string;
  port: number;
  count: number;
  bytesIn: number;
  bytesOut: number;
  /** Why it was not reached. */
  refused: string | null;
  /** The line of the manifest it comes under. */
  declared: string | null;
}

export interface PastDetails {
  evidence: object | null;
  exitCode: number | null;
  failedItems: readonly FailedItem[];
  log: { lines: number; bytes: number; chunks: readonly ChunkRow[] };
}

const columns = `"runId" uuid, kind text, mode text, "triggerKind" text, "sideId" uuid, "hostId" uuid, "customerId" uuid, "publisherId" uuid, "integrationId" uuid,
  "installationId" uuid, "releaseId" uuid, "queuedAt" float8, "startedAt" float8, "endedAt" float8, outcome text, "failureClass" text, rule text, owner text,
  sentence text, created int, updated int, skipped int, failed int, "cpuUs" bigint, "memoryKibMs" bigint, "wallMs" bigint, "egressBytes" bigint,
  evidence jsonb, "exitCode" int, "logLines" bigint, "logBytes" bigint, contacted jsonb`;

export async function insertPast(tx: Tx, runs: readonly PastRun[]): Promise<number> {
  return tx.run(
    `with p as (select * from jsonb_to_recordset($1) as p (${columns})),
     tried as (insert into runs.attempt (run_id, attempt, side_id, customer_id, publisher_id, claimed_at, ended_at, outcome, failure_class, rule, sentence, cpu_us,
         memory_kib_ms, wall_ms, egress_bytes, exit_code, log_lines, log_bytes)
       select p."runId", 1, p."sideId", p."customerId", p."publisherId", to_timestamp(p."startedAt" / 1000), to_timestamp(p."endedAt" / 1000), p.outcome,
         p."failureClass", p.rule, p.sentence, p."cpuUs", p."memoryKibMs", p."wallMs", p."egressBytes", p."exitCode", coalesce(p."logLines", 0), coalesce(p."logBytes", 0)
       from p on conflict do nothing)
     insert into runs.run (id, kind, mode, trigger_kind, side_id, host_id, customer_id, publisher_id, integration_id, installation_id, release_id, version, due_at,
       queued_at, started_at, ended_at, outcome, failure_class, rule, owner, sentence, created, updated, skipped, failed, failed_total, attempts, trigger_count,
       actor_kind, cpu_us, memory_kib_ms, wall_ms, egress_bytes, evidence, contacted)
     select p."runId", p.kind, p.mode, p."triggerKind", p."sideId", p."hostId", p."customerId", p."publisherId", p."integrationId", p."installationId",
       p."releaseId", 1, to_timestamp(p."queuedAt" / 1000), to_timestamp(p."queuedAt" / 1000), to_timestamp(p."startedAt" / 1000),
       to_timestamp(p."endedAt" / 1000), p.outcome, p."failureClass", p.rule, p.owner, p.sentence, p.created, p.updated, p.skipped, p.failed, p.failed, 1, 1,
       'engine', p."cpuUs", p."memoryKibMs", p."wallMs", p."egressBytes", p.evidence, p.contacted from p on conflict do nothing`,
    [JSON.stringify(runs.map(toRow))],
  );
}

function toRow({ details, ...run }: PastRun): object {
  if (!details) return run;
  const { evidence, exitCode, log } = details;
  return { ...run, evidence, exitCode, logLines: log.lines, logBytes: log.bytes };
}
