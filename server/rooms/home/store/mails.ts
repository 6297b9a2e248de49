import { arrayOf, type Tx } from "../../../base/index.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export interface NewMail {
  id: string;
  sideId: string;
  customerId: string;
  personId: string | null;
  address: string;
  replyTo: string | null;
  subject: string;
  body: string;
  logRunId: string | null;
  unsubscribes: boolean;
}

/** Due at once. */
export async function insertMails(tx: Tx, rows: readonly NewMail[], now: number): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `insert into home.mail (id, side_id, customer_id, person_id, address, reply_to, subject, body, log_run_id, unsubscribes, due_at, created_at)
     select s.id, s."sideId", s."customerId", s."personId", s.address, s."replyTo", s.subject, s.body, s."logRunId", s.unsubscribes, ${at(2)}, ${at(2)}
     from jsonb_to_recordset($1) as s (id uuid, "sideId" uuid, "customerId" uuid, "personId" uuid, address text, "replyTo" text, subject text, body text,
       "logRunId" uuid, unsubscribes boolean) on conflict (id) do nothing`,
    [JSON.stringify(rows), now],
  );
}

export interface DueMail extends NewMail {
  attempts: number;
  /** Of a host's test side. */
  test: boolean;
}

/** Of how many waiting ones a claim takes each customer's first. */
const looked = 5_000;

/** Fair by customer. A claim moves `due_at` past any server's patience. Engine scope. */
export function claimMails(tx: Tx, input: { now: number; leaseMs: number; limit: number }): Promise<DueMail[]> {
  return tx.rows<DueMail>(
    `with due as materialized (select id, due_at, row_number() over (partition by customer_id order by due_at) as nth
       from (select id, customer_id, due_at from home.mail where state = 'waiting' and due_at <= ${at(1)} order by due_at limit ${looked}) oldest)
     update home.mail set attempts = attempts + 1, due_at = to_timestamp(($1::float8 + $2::float8) / 1000)
     where id in (select m.id from home.mail m join due using (id) where m.state = 'waiting' and m.due_at <= ${at(1)} order by due.nth, due.due_at limit $3
       for update of m skip locked)
     returning id, side_id as "sideId", customer_id as "customerId", person_id as "personId", address, reply_to as "replyTo", subject, body,
       log_run_id as "logRunId", unsubscribes, attempts, exists (select from identity.v_side s where s.id = side_id and s.kind = 'test') as test`,
    [input.now, input.leaseMs, input.limit],
  );
}

/** Of one's own attempt alone. */
export async function settleMail(
  tx: Tx,
  row: { id: string; attempts: number; state: "waiting" | "sent" | "failed"; dueAt: number; sentAt: number | null; error: string | null },
): Promise<void> {
  await tx.run(
    `update home.mail set state = $3, due_at = ${at(4)}, sent_at = ${at(5)}, error = $6 where id = $1 and attempts = $2 and state = 'waiting'`,
    [row.id, row.attempts, row.state, row.dueAt, row.sentAt, row.error],
  );
}

/** What nobody tried to send for a day is old news, as when there was no mail server. Who asks for help waits on. Engine scope. */
export function endStale(tx: Tx, before: number, limit: number): Promise<number> {
  return tx.run(
    `update home.mail set state = 'failed', error = 'No mail server took it within a day.' where id in (select id from home.mail
       where state = 'waiting' and due_at <= ${at(1)} and attempts = 0 and unsubscribes order by due_at limit $2 for update skip locked)`,
    [before, limit],
  );
}

/** How many notices went to each person since then, by their ids. Engine scope. */
export async function countMailed(tx: Tx, customerIds: readonly string[], since: number): Promise<Map<string, number>> {
  const rows = await tx.rows<{ key: string; count: number }>(
    `select customer_id || ' ' || person_id as key, count(*)::int as count from home.mail
     where customer_id = any($1) and created_at > ${at(2)} and unsubscribes group by customer_id, person_id`,
    [customerIds, since],
  );
  return new Map(rows.map(({ key, count }) => [key, count]));
}

export function sweepMails(tx: Tx, before: number): Promise<number> {
  return tx.run(`delete from home.mail where created_at < ${at(1)}`, [before]);
}

export interface PersonRow {
  personId: string;
  name: string;
  email: string | null;
}

export function findPeople(tx: Tx, ids: readonly string[]): Promise<PersonRow[]> {
  return tx.rows<PersonRow>('select id as "personId", name, email from identity.v_person where id = any($1::uuid[])', [arrayOf(ids)]);
}
