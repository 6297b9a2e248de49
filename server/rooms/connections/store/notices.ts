import type { Tx } from "../../../base/index.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export interface NoticeRow {
  id: string;
  connectionId: string;
  text: string;
  createdAt: number;
  endedAt: number | null;
}

/** One a connection at a time. */
export async function insertNotice(
  tx: Tx,
  row: { id: string; customerId: string; connectionId: string; text: string; now: number },
): Promise<void> {
  await tx.run(
    `insert into connections.notice (id, customer_id, connection_id, text, created_at) values ($1, $2, $3, $4, ${at(5)})
     on conflict (connection_id) where ended_at is null do nothing`,
    [row.id, row.customerId, row.connectionId, row.text, row.now],
  );
}

export async function endNotices(tx: Tx, connectionId: string, now: number): Promise<void> {
  await tx.run(`update connections.notice set ended_at = ${at(2)} where connection_id = $1 and ended_at is null`, [connectionId, now]);
}

export function listNoticeRows(tx: Tx, customerId: string): Promise<NoticeRow[]> {
  return tx.rows<NoticeRow>(
    `select id, connection_id as "connectionId", text, created_at as "createdAt", ended_at as "endedAt" from connections.notice where customer_id = $1
     order by id desc limit 100`,
    [customerId],
  );
}
