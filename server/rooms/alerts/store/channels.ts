import type { AlertChannelSettings } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

export interface ChannelRow {
  id: string;
  name: string;
  kind: AlertChannelSettings["kind"];
  /** As people may see it: addresses cut to their origin. */
  settings: AlertChannelSettings;
  secretId: string | null;
  dueAt: number | null;
  lastOkAt: number | null;
  failingSince: number | null;
  error: string | null;
  version: number;
  createdAt: number;
}

const columns = `id, name, kind, settings, secret_id as "secretId", due_at as "dueAt", last_ok_at as "lastOkAt", failing_since as "failingSince",
  error, version, created_at as "createdAt"`;

export async function insertChannel(tx: Tx, row: Omit<ChannelRow, "lastOkAt" | "failingSince" | "error" | "version">): Promise<void> {
  await tx.run(
    `insert into alerts.channel (id, name, kind, settings, secret_id, due_at, created_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), to_timestamp($7::float8 / 1000))`,
    [row.id, row.name, row.kind, JSON.stringify(row.settings), row.secretId, row.dueAt, row.createdAt],
  );
}

export function listChannelRows(tx: Tx): Promise<ChannelRow[]> {
  return tx.rows<ChannelRow>(`select ${columns} from alerts.channel order by id`);
}

export function findChannel(tx: Tx, id: string): Promise<ChannelRow | undefined> {
  return tx.row<ChannelRow>(`select ${columns} from alerts.channel where id = $1`, [id]);
}

export function lockChannel(tx: Tx, id: string): Promise<ChannelRow | undefined> {
  return tx.row<ChannelRow>(`select ${columns} from alerts.channel where id = $1 for update`, [id]);
}

/** Also forgets what went wrong with it as it was. */
export function updateChannel(
  tx: Tx,
  row: Pick<ChannelRow, "id" | "name" | "settings" | "secretId" | "dueAt">,
): Promise<ChannelRow | undefined> {
  return tx.row<ChannelRow>(
    `update alerts.channel set name = $2, settings = $3, secret_id = $4, due_at = to_timestamp($5::float8 / 1000), failing_since = null, error = null,
       version = version + 1 where id = $1 returning ${columns}`,
    [row.id, row.name, JSON.stringify(row.settings), row.secretId, row.dueAt],
  );
}

export function deleteChannel(tx: Tx, id: string): Promise<ChannelRow | undefined> {
  return tx.row<ChannelRow>(`delete from alerts.channel where id = $1 returning ${columns}`, [id]);
}

/** Takes the pings that are due and sets their next time. None while nothing is judged: the ping says that somebody watches. */
export function claimPings(tx: Tx, now: number, judgedAfter: number): Promise<ChannelRow[]> {
  return tx.rows<ChannelRow>(
    `update alerts.channel set due_at = to_timestamp($1::float8 / 1000) + (settings ->> 'everyMinutes')::int * interval '1 minute'
     where id in (select id from alerts.channel where due_at <= to_timestamp($1::float8 / 1000) order by due_at limit 50 for update skip locked)
       and exists (select from alerts.condition where judged_at >= to_timestamp($2::float8 / 1000)) returning ${columns}`,
    [now, judgedAfter],
  );
}

/** Keeps how the last try over an alert channel went; undefined error: it was taken. */
export async function noteChannel(tx: Tx, id: string, now: number, error: string | undefined): Promise<void> {
  await tx.run(
    `update alerts.channel set error = $3, failing_since = case when $3::text is null then null else coalesce(failing_since, to_timestamp($2::float8 / 1000)) end,
       last_ok_at = case when $3::text is null then to_timestamp($2::float8 / 1000) else last_ok_at end where id = $1`,
    [id, now, error ?? null],
  );
}
