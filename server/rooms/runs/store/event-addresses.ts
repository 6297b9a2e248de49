import type { Tx } from "../../../base/index.ts";
import type { AppOwner } from "../../connections/index.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export interface EventAddressRow {
  id: string;
  sideId: string;
  publisherId: string;
  integrationId: string;
  listingId: string;
  provider: string;
  owner: AppOwner["kind"];
  title: string;
  createdAt: number;
}

const columns = `id, side_id as "sideId", publisher_id as "publisherId", integration_id as "integrationId", listing_id as "listingId", provider, owner, title,
  created_at as "createdAt"`;
const owned = `owner = $1 and case owner when 'side' then side_id else publisher_id end = $2 and removed_at is null`;

/** Engine scope: the sender's signature says the rest. */
export function findEventAddress(tx: Tx, id: string): Promise<EventAddressRow | undefined> {
  return tx.row<EventAddressRow>(`select ${columns} from runs.event_address where id = $1 and removed_at is null`, [id]);
}

export function listEventAddressRows(tx: Tx, owner: AppOwner): Promise<EventAddressRow[]> {
  const of = owner.kind === "side" ? "side_id" : "publisher_id";
  return tx.rows<EventAddressRow>(
    `select ${columns} from runs.event_address where owner = '${owner.kind}' and ${of} = $1 and removed_at is null order by id desc limit 500`,
    [owner.id],
  );
}

/** @returns the one that is there already, where there is one */
export async function insertEventAddress(tx: Tx, row: EventAddressRow): Promise<EventAddressRow | undefined> {
  await tx.run(
    `insert into runs.event_address (id, side_id, publisher_id, integration_id, listing_id, provider, owner, title, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, ${at(9)}) on conflict do nothing`,
    [row.id, row.sideId, row.publisherId, row.integrationId, row.listingId, row.provider, row.owner, row.title, row.createdAt],
  );
  return tx.row<EventAddressRow>(
    `select ${columns} from runs.event_address where listing_id = $1 and provider = $2 and owner = $3 and removed_at is null`,
    [row.listingId, row.provider, row.owner],
  );
}

export function endEventAddress(tx: Tx, owner: AppOwner, id: string, now: number): Promise<EventAddressRow | undefined> {
  return tx.row<EventAddressRow>(`update runs.event_address set removed_at = ${at(4)} where ${owned} and id = $3 returning ${columns}`, [
    owner.kind,
    owner.id,
    id,
    now,
  ]);
}

export interface CountRow {
  addressId: string;
  outcome: "delivered" | "repeated" | "unknown" | "full" | "limited" | "refused";
  count: number;
  lastAt: number;
}

export function sumEvents(tx: Tx, addressIds: readonly string[], since: number): Promise<CountRow[]> {
  return tx.rows<CountRow>(
    `select address_id as "addressId", outcome, sum(count)::float8 as count, max(last_at) as "lastAt" from runs.event_day
     where address_id = any($1) and day >= (${at(2)} at time zone 'UTC')::date group by 1, 2`,
    [addressIds, since],
  );
}

/** Adds to the day's counts; the last statement of its transaction, so that nobody waits long for the row. */
export async function countEvents(
  tx: Tx,
  of: { addressId: string; shard: number; now: number; outcomes: ReadonlyMap<CountRow["outcome"], number> },
): Promise<void> {
  const outcomes = [...of.outcomes].toSorted(([one], [other]) => one.localeCompare(other));
  await tx.run(
    `insert into runs.event_day as d (address_id, day, outcome, shard, count, last_at)
     select $1, (${at(5)} at time zone 'UTC')::date, o.outcome, $2, o.count, ${at(5)} from unnest($3::text[], $4::bigint[]) as o (outcome, count)
     on conflict (address_id, day, outcome, shard) do update set count = d.count + excluded.count, last_at = excluded.last_at`,
    [of.addressId, of.shard, outcomes.map(([name]) => name), outcomes.map(([, count]) => count), of.now],
  );
}
