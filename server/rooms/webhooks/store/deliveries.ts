import { arrayOf, arrayOfTexts, type Tx } from "../../../base/index.ts";
import type { DeliveryState } from "../states.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export interface NewMessage {
  id: string;
  sideId: string;
  /** Whose customer's it is, where it is not the host's. */
  customerId: string | null;
  type: string;
  subject: string;
  body: string;
  /** When it happened. */
  at: number;
}

/** Messages written before stay as they are. */
export async function insertMessages(tx: Tx, messages: readonly NewMessage[]): Promise<void> {
  await tx.run(
    `insert into webhooks.message (id, side_id, customer_id, type, subject, body, at)
     select id, side_id, customer_id, type, subject, body, to_timestamp(ms / 1000)
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::float8[], $7::uuid[])
       as m (id, side_id, type, subject, body, ms, customer_id) on conflict (id) do nothing`,
    [
      arrayOf(messages.map((message) => message.id)),
      arrayOf(messages.map((message) => message.sideId)),
      arrayOfTexts(messages.map((message) => message.type)),
      arrayOf(messages.map((message) => message.subject)),
      arrayOfTexts(messages.map((message) => message.body)),
      arrayOf(messages.map((message) => message.at)),
      arrayOf(messages.map((message) => message.customerId)),
    ],
  );
}

export interface NewDelivery {
  id: string;
  sideId: string;
  customerId: string | null;
  endpointId: string;
  messageId: string;
}

/** Due at once; a message goes to an endpoint once. */
export async function insertDeliveries(tx: Tx, rows: readonly NewDelivery[], now: number): Promise<void> {
  await tx.run(
    `insert into webhooks.delivery (id, side_id, customer_id, endpoint_id, message_id, due_at, created_at)
     select id, side_id, customer_id, endpoint_id, message_id, ${at(5)}, ${at(5)} from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $6::uuid[])
       as d (id, side_id, endpoint_id, message_id, customer_id) on conflict (message_id, endpoint_id) do nothing`,
    [
      arrayOf(rows.map((row) => row.id)),
      arrayOf(rows.map((row) => row.sideId)),
      arrayOf(rows.map((row) => row.endpointId)),
      arrayOf(rows.map((row) => row.messageId)),
      now,
      arrayOf(rows.map((row) => row.customerId)),
    ],
  );
}

export interface DueDelivery {
  id: string;
  endpointId: string;
  messageId: string;
  attempts: number;
  body: string;
  /** Whose customer's it is, where it is not the host's. */
  customerId: string | null;
}

export interface ClaimInput {
  now: number;
  leaseMs: number;
  /** Of one endpoint at a time; under lease at once of one customer, of a side's host, and of all customers of a side together. */
  each: number;
  eachCustomer: number;
  eachSide: number;
  limit: number;
  /** Of these so many of customers' own. */
  ofCustomers: number;
  /** Those of endpoints that answer, of those that are failing, or (null) of both, the failing last. */
  failing: boolean | null;
  /** One delivery, due or not, whatever else is sent. */
  id: string | null;
}

/**
 * Claims what is due, a few of each endpoint, of each customer and of each side, so that nobody's slow servers keep others waiting; failing
 * endpoints have a share of their own. The one given takes nothing of these shares. Looks only at endpoints that something waits for. A claim moves `due_at` past any answer's patience.
 */
export function claimDeliveries(tx: Tx, input: ClaimInput): Promise<DueDelivery[]> {
  return tx.rows<DueDelivery>(
    `with recursive owing as ((select endpoint_id from webhooks.delivery where state = 'waiting' and ($5::uuid is null or id = $5) order by endpoint_id limit 1)
       union all select (select d.endpoint_id from webhooks.delivery d where d.state = 'waiting' and d.endpoint_id > o.endpoint_id order by d.endpoint_id limit 1)
         from owing o where o.endpoint_id is not null and $5::uuid is null),
       leased as (select d.side_id, d.customer_id, e.failing_since is not null as failing, count(*) as count
         from webhooks.delivery d join webhooks.endpoint e on e.id = d.endpoint_id where d.leased_until > ${at(1)} group by 1, 2, 3),
       ready as (select d.id, d.due_at, e.side_id, e.customer_id, e.failing_since is not null as failing
         from owing o join webhooks.endpoint e on e.id = o.endpoint_id cross join lateral (select w.id, w.due_at from webhooks.delivery w
           where w.endpoint_id = e.id and w.state = 'waiting' and case when $5::uuid is null then w.due_at <= ${at(1)} else w.id = $5 end
           order by w.due_at limit $3 for update skip locked) d
         where e.removed_at is null and (e.state = 'on' or $5 is not null) and ($7::boolean is null or (e.failing_since is not null) = $7)
           and (e.customer_id is null or not exists (select from identity.v_customer c where c.id = e.customer_id and c.closed_at is not null))),
       placed as (select r.*, row_number() over (partition by r.side_id, r.customer_id, r.failing order by r.due_at) + coalesce((select l.count from leased l
           where l.side_id = r.side_id and l.customer_id is not distinct from r.customer_id and l.failing = r.failing), 0) as place from ready r),
       ranked as (select p.*, row_number() over (partition by p.side_id, p.customer_id is null, p.failing order by p.place, p.due_at) + coalesce((select sum(l.count)
           from leased l where p.customer_id is not null and l.side_id = p.side_id and l.customer_id is not null and l.failing = p.failing), 0) as rank
         from placed p where $5::uuid is not null or p.place <= case when p.customer_id is null then $6::int else $8::int end),
       counted as (select r.*, row_number() over (partition by r.customer_id is null order by r.failing, r.place, r.due_at) as nth from ranked r
         where $5::uuid is not null or r.customer_id is null or r.rank <= $6),
       due as (select id from counted where $5::uuid is not null or customer_id is null or nth <= $9 order by failing, place, due_at limit $4)
     update webhooks.delivery d set attempts = d.attempts + 1, tries = d.tries + 1, due_at = to_timestamp(($1::float8 + $2) / 1000),
       leased_until = case when $5::uuid is null then to_timestamp(($1::float8 + $2) / 1000) end
     from due, webhooks.message m where d.id = due.id and m.id = d.message_id
     returning d.id, d.endpoint_id as "endpointId", d.message_id as "messageId", d.attempts, m.body, d.customer_id as "customerId"`,
    [input.now, input.leaseMs, input.each, input.limit, input.id, input.eachSide, input.failing, input.eachCustomer, input.ofCustomers],
  );
}

export interface Settled {
  id: string;
  /** Only whoever holds the claim settles it. */
  attempts: number;
  state: DeliveryState;
  dueAt: number;
  status: number | null;
  error: string | null;
  answeredMs: number;
  now: number;
}

export async function settleDelivery(tx: Tx, row: Settled): Promise<void> {
  await tx.run(
    `update webhooks.delivery set state = $3, due_at = ${at(4)}, status = $5, error = $6, answered_ms = $7, tried_at = ${at(8)},
       leased_until = null, delivered_at = case when $3 = 'delivered' then ${at(8)} else delivered_at end where id = $1 and attempts = $2 and state = 'waiting'`,
    [row.id, row.attempts, row.state, row.dueAt, row.status, row.error, row.answeredMs, row.now],
  );
}

export interface DeliveryRow {
  id: string;
  endpointId: string;
  endpointName: string;
  messageId: string;
  type: string;
  subject: string;
  state: DeliveryState;
  tries: number;
  status: number | null;
  error: string | null;
  answeredMs: number | null;
  dueAt: number;
  triedAt: number | null;
  createdAt: number;
  body: string;
}

export interface DeliveryFilter {
  endpointId: string | null;
  state: DeliveryState | null;
  after: string | null;
  limit: number;
  id?: string;
}

/** Newest first. */
export function listDeliveryRows(tx: Tx, ownerId: string, filter: DeliveryFilter): Promise<DeliveryRow[]> {
  return tx.rows<DeliveryRow>(
    `select d.id, d.endpoint_id as "endpointId", e.name as "endpointName", d.message_id as "messageId", m.type, m.subject, d.state, d.tries, d.status,
       d.error, d.answered_ms as "answeredMs", d.due_at as "dueAt", d.tried_at as "triedAt", d.created_at as "createdAt", m.body
     from webhooks.delivery d join webhooks.message m on m.id = d.message_id join webhooks.endpoint e on e.id = d.endpoint_id
     where d.owner_id = $1 and ($2::uuid is null or d.endpoint_id = $2) and ($3::text is null or d.state = $3) and ($4::uuid is null or d.id < $4)
       and ($6::uuid is null or d.id = $6) order by d.id desc limit $5`,
    [ownerId, filter.endpointId, filter.state, filter.after, filter.limit, filter.id ?? null],
  );
}

/** Sends again, with the id and the bytes it had: one delivery, or all of an endpoint that were given up. Those that wait become due. */
export function redeliverRows(
  tx: Tx,
  ownerId: string,
  of: { id: string } | { endpointId: string },
  now: number,
): Promise<{ id: string }[]> {
  const [id, endpointId] = "id" in of ? [of.id, null] : [null, of.endpointId];
  return tx.rows<{ id: string }>(
    `update webhooks.delivery d set state = 'waiting', attempts = 0, due_at = ${at(4)}, leased_until = null from webhooks.endpoint e
     where d.owner_id = $1 and e.id = d.endpoint_id and e.removed_at is null and (d.id = $2 or (d.endpoint_id = $3 and d.state = 'failed')) returning d.id`,
    [ownerId, id, endpointId, now],
  );
}

export function sweepMessages(tx: Tx, before: number): Promise<number> {
  return tx.run(`delete from webhooks.message where at < ${at(1)}`, [before]);
}
