import type { Evidence } from "@stoa/contract";
import { arrayOfRows, newId, rowText, RowText, tellTogether, type TxCtx } from "../../../base/index.ts";
import type { Outcome, RunKind, RunOwner, Usage } from "../states.ts";

export interface Ending {
  runId: string;
  endedAt: number;
  outcome: Outcome;
  failureClass: string | null;
  rule: string;
  owner: string | null;
  sentence: string;
  evidence: (Evidence & { at?: number | null }) | null;
  counts: { created: number; updated: number; skipped: number; failed: number };
  failedTotal: number;
  releaseId: string | null;
  configDigest: string | null;
  stateAfter: number | null;
  usage: Usage;
  result: string | null;
  contacted: object | null;
  /** The attempt that ends the run: then the run ends only while it is with this runner at this attempt. Else the caller holds its lock. */
  seal?: Seal;
}

export interface Seal {
  attempt: number;
  runnerId: string;
  exitCode: number | null;
  signal: string | null;
  logLines: number;
  logBytes: number;
  /** The tier of the box it ran in, where its runner tells it. */
  box: string | null;
}

export interface EndedRow extends RunOwner {
  runId: string;
  kind: RunKind;
  installationId: string;
}

/** The columns of the type `runs.ending`, in its order: numbers, ids and words of ours first, texts behind them. */
const plainColumns: readonly [name: string, of: (ending: Ending) => string | number | null][] = [
  ["run_id", (one) => one.runId],
  ["attempt", (one) => one.seal?.attempt ?? null],
  ["runner_id", (one) => one.seal?.runnerId ?? null],
  ["ended_at", (one) => one.endedAt],
  ["outcome", (one) => one.outcome],
  ["failure_class", (one) => one.failureClass],
  ["owner", (one) => one.owner],
  ["created", (one) => one.counts.created],
  ["updated", (one) => one.counts.updated],
  ["skipped", (one) => one.counts.skipped],
  ["failed", (one) => one.counts.failed],
  ["failed_total", (one) => one.failedTotal],
  ["release_id", (one) => one.releaseId],
  ["state_after", (one) => one.stateAfter],
  ["cpu_us", (one) => one.usage.cpuUs],
  ["memory_kib_ms", (one) => one.usage.memoryKibMs],
  ["wall_ms", (one) => one.usage.wallMs],
  ["egress_bytes", (one) => one.usage.egressBytes],
  ["ingress_bytes", (one) => one.usage.ingressBytes],
  ["storage_bytes", (one) => one.usage.storageBytes],
  ["exit_code", (one) => one.seal?.exitCode ?? null],
  ["log_lines", (one) => one.seal?.logLines ?? 0],
  ["log_bytes", (one) => one.seal?.logBytes ?? 0],
];

const json = (value: object | null): string | null => value && JSON.stringify(value);

const textColumns: readonly [name: string, of: (ending: Ending) => string | null][] = [
  ["rule", (one) => one.rule],
  ["sentence", (one) => one.sentence],
  ["evidence", (one) => json(one.evidence)],
  ["config_digest", (one) => one.configDigest],
  ["result", (one) => one.result],
  ["contacted", (one) => json(one.contacted)],
  ["signal", (one) => one.seal?.signal ?? null],
  ["box", (one) => one.seal?.box ?? null],
];

const names = ["fact_id", ...plainColumns.map(([name]) => name), ...textColumns.map(([name]) => name)];

const ofRun = `run_id, kind, mode, trigger_kind, side_id, host_id, customer_id, publisher_id, integration_id, installation_id, due_at, queued_at, started_at,
  claimed_at, trigger_count, actor_kind, actor_id, rerun_of, scheduled_for, state_before`;

/** JSON of words of ours, ids and numbers, put together as text: read as a whole it takes half as long as built word by word. */
const objectOf = (entries: Record<string, string>): string => {
  const parts = Object.entries(entries).map(([name, value]) => `"${name}":' || ${value} || '`);
  return `('{${parts.join(",")}}')`;
};
const word = (name: string): string => `'"' || ${name} || '"'`;
const wordOrNull = (name: string): string => `coalesce(${word(name)}, 'null')`;
const truth = (condition: string): string => `case when ${condition} then 'true' else 'false' end`;

const reached = "w.contacted is not null and w.contacted <> '[]'";
const shared = {
  kind: word("w.kind"),
  trigger: word("w.trigger_kind"),
  outcome: word("w.outcome"),
  endedAt: "w.ended_at::bigint",
  attempts: "w.attempts",
  installationId: word("w.installation_id"),
  integrationId: word("w.integration_id"),
  releaseId: wordOrNull("coalesce(w.release_id, w.planned_release)"),
};
const shortUsage = { cpuUs: "w.cpu", memoryKibMs: "w.memory", wallMs: "w.wall" };
const usage = { ...shortUsage, egressBytes: "w.egress", ingressBytes: "w.ingress", storageBytes: "w.storage" };
const unusual = {
  failureClass: wordOrNull("w.failure_class"),
  scheduledFor: "coalesce((extract(epoch from w.scheduled_for) * 1000)::bigint::text, 'null')",
  reached: truth(reached),
  partial: truth("w.partial"),
};

/** What a fact says of most runs; of the others the rest too. */
const data = `(case when w.failure_class is null and w.scheduled_for is null and not w.partial and not (${reached}) and w.egress + w.ingress + w.storage = 0
    then ${objectOf({ ...shared, usage: objectOf(shortUsage) })} else ${objectOf({ ...shared, ...unusual, usage: objectOf(usage) })} end)`;

const facts = tellTogether("w", {
  type: "'run.finished'",
  at: "to_timestamp($2::float8 / 1000)",
  of: {
    id: "fact_id",
    sideId: "side_id",
    customerId: "customer_id",
    publisherId: "publisher_id",
    subject: "run_id",
    subjectVersion: "version",
    data,
  },
});

/** What the attempts before the one that ends it used: of most runs there are none, and nothing is looked up. One that no attempt ends may have one. */
const withEarlier = (column: string): string =>
  `e.${column} + case when t.attempt > 1 or e.attempt is null then coalesce((select sum(a.${column})::bigint from runs.attempt a where a.run_id = t.run_id), 0) else 0 end`;

/**
 * One statement for all: runs leave the queue, each under its fence, for history with their usage over all attempts, the attempts that end
 * them (of a first one history has all), and their facts. No part joins another by more than a key, whatever the planner knows of the tables.
 */
const text = `with e as (select ${names.join(", ")} from unnest($1::runs.ending[])),
  w as (delete from runs.ready t using e where t.run_id = e.run_id
      and (e.attempt is null or (t.attempt = e.attempt and t.runner_id = e.runner_id and t.state = 'running'))
    returning ${ofRun.replaceAll(/\w+/g, (name) => `t.${name}`)}, t.attempt as attempts, t.version + 1 as version, t.release_id as planned_release,
      t.config_digest as planned_config, ${names
        .filter((name) => name !== "run_id")
        .map((name) => `e.${name}`)
        .join(", ")},
      ${withEarlier("cpu_us")} as cpu, ${withEarlier("memory_kib_ms")} as memory, ${withEarlier("wall_ms")} as wall, ${withEarlier("egress_bytes")} as egress,
      ${withEarlier("ingress_bytes")} as ingress, ${withEarlier("storage_bytes")} as storage,
      t.rerun_of is not null and exists (select from runs.run_input i where i.run_id = t.run_id and i.items is not null) as partial),
  run as (insert into runs.run (id, kind, mode, trigger_kind, side_id, host_id, customer_id, publisher_id, integration_id, installation_id, release_id, version,
      due_at, queued_at, started_at, ended_at, outcome, failure_class, rule, owner, sentence, evidence, created, updated, skipped, failed, failed_total,
      attempts, trigger_count, actor_kind, actor_id, rerun_of, scheduled_for, state_before, state_after, config_digest, cpu_us, memory_kib_ms, wall_ms,
      egress_bytes, ingress_bytes, storage_bytes, result, contacted, partial, runner_id, exit_code, signal, log_lines, log_bytes, box)
    select run_id, kind, mode, trigger_kind, side_id, host_id, customer_id, publisher_id, integration_id, installation_id, coalesce(release_id, planned_release),
      version, due_at, queued_at, started_at, to_timestamp(ended_at / 1000), outcome, failure_class, rule, owner, sentence, evidence::jsonb, created, updated,
      skipped, failed, failed_total, attempts, trigger_count, actor_kind, actor_id, rerun_of, scheduled_for, state_before, state_after,
      coalesce(config_digest, planned_config), cpu, memory, wall, egress, ingress, storage, result, contacted::jsonb, partial, runner_id, exit_code, signal,
      case when attempt is not null then log_lines end, case when attempt is not null then log_bytes end, box from w),
  tried as (insert into runs.attempt (run_id, attempt, side_id, customer_id, publisher_id, runner_id, claimed_at, ended_at, outcome, failure_class, rule,
      sentence, exit_code, signal, cpu_us, memory_kib_ms, wall_ms, egress_bytes, ingress_bytes, storage_bytes, log_lines, log_bytes, box)
    select run_id, attempt, side_id, customer_id, publisher_id, runner_id, claimed_at, to_timestamp(ended_at / 1000), outcome, failure_class, rule,
      sentence, exit_code, signal, cpu_us, memory_kib_ms, wall_ms, egress_bytes, ingress_bytes, storage_bytes, log_lines, log_bytes, box
    from w where attempt > 1),
  told as (${facts})
  select ${rowText("run_id, kind, installation_id, side_id, customer_id, publisher_id")} from w`;

/** In the order of what the statement returns. */
function toEnded(told: { row: string }): EndedRow {
  const row = new RowText(told);
  return {
    runId: row.word(),
    kind: row.word() as RunKind,
    installationId: row.word(),
    sideId: row.word(),
    customerId: row.word(),
    publisherId: row.word(),
  };
}

/**
 * Moves open runs into history with how they ended, with the facts that tell so. @returns those that did: what is missing is with another
 * runner, or over
 */
export async function moveToHistory({ tx, clock }: TxCtx, endings: readonly Ending[]): Promise<EndedRow[]> {
  if (endings.length === 0) return [];
  const rows = await tx.named<{ row: string }>("runs-to-history", text, [
    arrayOfRows(
      endings.map((one) => ({
        plain: [newId(clock), ...plainColumns.map((of) => of[1](one))],
        texts: textColumns.map(([, of]) => of(one)),
      })),
    ),
    clock.now(),
  ]);
  return rows.map(toEnded);
}
