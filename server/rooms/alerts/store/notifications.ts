import type { NotificationView } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

export interface NotificationRow {
  id: string;
  alertId: string | null;
  channelId: string | null;
  channelName: string;
  kind: NotificationView["kind"];
  state: NotificationView["state"];
  attempts: number;
  dueAt: number;
  sentAt: number | null;
  error: string | null;
}

const columns = `id, alert_id as "alertId", channel_id as "channelId", channel_name as "channelName", kind, state, attempts, due_at as "dueAt",
  sent_at as "sentAt", error`;

export async function insertNotification(
  tx: Tx,
  row: { id: string; alertId: string | null; channelId: string; channelName: string; kind: NotificationView["kind"]; now: number },
): Promise<void> {
  await tx.run(
    `insert into alerts.notification (id, alert_id, channel_id, channel_name, kind, state, due_at, created_at)
     values ($1, $2, $3, $4, $5, 'waiting', to_timestamp($6::float8 / 1000), to_timestamp($6::float8 / 1000)) on conflict do nothing`,
    [row.id, row.alertId, row.channelId, row.channelName, row.kind, row.now],
  );
}

/** The alert channels that were told, or will be, that this alert opened. */
export async function listTold(tx: Tx, alertId: string): Promise<{ id: string; name: string }[]> {
  return tx.rows(
    `select channel_id as id, channel_name as name from alerts.notification
     where alert_id = $1 and kind = 'opened' and state <> 'failed' and channel_id is not null`,
    [alertId],
  );
}

export function listNotifications(tx: Tx, alertId: string): Promise<NotificationRow[]> {
  return tx.rows<NotificationRow>(`select ${columns} from alerts.notification where alert_id = $1 order by id`, [alertId]);
}

/**
 * Takes what is due; nobody else does until the lease has passed. That an alert closed is told only after that it opened was, or was
 * given up. With `id` only that one.
 */
export function claimNotifications(
  tx: Tx,
  input: { now: number; leaseMs: number; limit: number; id: string | null },
): Promise<NotificationRow[]> {
  return tx.rows<NotificationRow>(
    `update alerts.notification set attempts = attempts + 1, due_at = to_timestamp(($1::float8 + $2::float8) / 1000)
     where id in (
       select n.id from alerts.notification n
       where n.state = 'waiting' and n.due_at <= to_timestamp($1::float8 / 1000) and ($4::uuid is null or n.id = $4)
         and not exists (select from alerts.notification o where n.kind = 'closed' and o.kind = 'opened' and o.state = 'waiting'
           and o.alert_id = n.alert_id and o.channel_id = n.channel_id)
       order by n.due_at limit $3 for update skip locked)
     returning ${columns}`,
    [input.now, input.leaseMs, input.limit, input.id],
  );
}

/** Ends or puts off a telling, only for the attempt that made it. @returns whether it was still that attempt's */
export async function settleNotification(
  tx: Tx,
  row: { id: string; attempts: number; state: NotificationView["state"]; dueAt: number; sentAt: number | null; error: string | null },
): Promise<boolean> {
  const count = await tx.run(
    `update alerts.notification set state = $3, due_at = to_timestamp($4::float8 / 1000), sent_at = to_timestamp($5::float8 / 1000), error = $6
     where id = $1 and attempts = $2 and state = 'waiting'`,
    [row.id, row.attempts, row.state, row.dueAt, row.sentAt, row.error],
  );
  return count === 1;
}

/** Gives up what waits for an alert channel that goes. */
export async function dropWaiting(tx: Tx, channelId: string, error: string): Promise<void> {
  await tx.run("update alerts.notification set state = 'failed', error = $2 where channel_id = $1 and state = 'waiting'", [
    channelId,
    error,
  ]);
}
