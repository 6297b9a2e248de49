import type { AlertCondition, AlertSeverity } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

export interface AlertRow {
  id: string;
  condition: AlertCondition;
  severity: AlertSeverity;
  title: string;
  text: string;
  fix: string;
  openedAt: number;
  seenAt: number;
  closedAt: number | null;
  version: number;
}

const columns = `id, condition, severity, title, text, fix, opened_at as "openedAt", seen_at as "seenAt", closed_at as "closedAt", version`;

/** Whether this transaction alone judges now. */
export async function lockJudging(tx: Tx): Promise<boolean> {
  return (await tx.row<{ got: boolean }>("select pg_try_advisory_xact_lock(418030) as got"))?.got ?? false;
}

export interface ConditionRow {
  name: string;
  bad: boolean;
  since: number;
}

export function listConditions(tx: Tx): Promise<ConditionRow[]> {
  return tx.rows<ConditionRow>("select name, bad, since from alerts.condition");
}

export async function saveCondition(tx: Tx, row: ConditionRow, now: number): Promise<void> {
  await tx.run(
    `insert into alerts.condition (name, bad, since, judged_at) values ($1, $2, to_timestamp($3::float8 / 1000), to_timestamp($4::float8 / 1000))
     on conflict (name) do update set bad = excluded.bad, since = excluded.since, judged_at = excluded.judged_at`,
    [row.name, row.bad, row.since, now],
  );
}

/** Opens an alert unless one of the condition is open; undefined then. */
export function openAlert(tx: Tx, row: Omit<AlertRow, "seenAt" | "closedAt" | "version">): Promise<AlertRow | undefined> {
  return tx.row<AlertRow>(
    `insert into alerts.alert (id, condition, severity, title, text, fix, opened_at, seen_at)
     values ($1, $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1000), to_timestamp($7::float8 / 1000))
     on conflict (condition) where closed_at is null do nothing returning ${columns}`,
    [row.id, row.condition, row.severity, row.title, row.text, row.fix, row.openedAt],
  );
}

/** Keeps an open alert's words at what is so now. */
export async function retellAlert(
  tx: Tx,
  condition: string,
  trouble: { title: string; text: string; fix: string },
  now: number,
): Promise<void> {
  await tx.run(
    `update alerts.alert set title = $2, text = $3, fix = $4, seen_at = to_timestamp($5::float8 / 1000) where condition = $1 and closed_at is null`,
    [condition, trouble.title, trouble.text, trouble.fix, now],
  );
}

export function closeAlert(tx: Tx, condition: string, now: number): Promise<AlertRow | undefined> {
  return tx.row<AlertRow>(
    `update alerts.alert set closed_at = to_timestamp($2::float8 / 1000), version = version + 1
     where condition = $1 and closed_at is null returning ${columns}`,
    [condition, now],
  );
}

export function listOpenAlerts(tx: Tx): Promise<AlertRow[]> {
  return tx.rows<AlertRow>(`select ${columns} from alerts.alert where closed_at is null order by id desc`);
}

/** Newest first, below alert `after`. */
export function listAlertRows(
  tx: Tx,
  filter: { state: "open" | "closed" | null; after: string | null; limit: number },
): Promise<AlertRow[]> {
  return tx.rows<AlertRow>(
    `select ${columns} from alerts.alert where ($1::text is null or (closed_at is null) = ($1 = 'open')) and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [filter.state, filter.after, filter.limit],
  );
}

export function findAlert(tx: Tx, id: string): Promise<AlertRow | undefined> {
  return tx.row<AlertRow>(`select ${columns} from alerts.alert where id = $1`, [id]);
}

/** Forgets alerts that closed long ago, with what was told of them, and old tests. */
export async function forgetAlerts(tx: Tx, before: number): Promise<void> {
  await tx.run("delete from alerts.alert where closed_at < to_timestamp($1::float8 / 1000)", [before]);
  await tx.run("delete from alerts.notification where alert_id is null and created_at < to_timestamp($1::float8 / 1000)", [before]);
}
