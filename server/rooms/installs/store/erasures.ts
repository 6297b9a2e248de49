import type { Tx } from "../../../base/index.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

/** An uninstalled installation whose time has come, taken by this process for a while. */
export interface DueErasure {
  installationId: string;
  customerId: string;
  sideId: string;
  publisherId: string;
  version: number;
  title: string;
  /** How much there was is noted. */
  counted: boolean;
}

/** Locks the row and moves its time on: whoever dies on the way leaves it to the next. */
export function takeErasure(tx: Tx, input: { now: number; againAt: number }): Promise<DueErasure | undefined> {
  return tx.row<DueErasure>(
    `update installs.installation i set erase_at = ${at(2)} where i.id in
       (select id from installs.installation where erase_at <= ${at(1)} and erased_at is null and state = 'removed' order by erase_at limit 1 for update skip locked)
     returning i.id as "installationId", i.customer_id as "customerId", i.side_id as "sideId", i.publisher_id as "publisherId", i.version,
       coalesce((select l.title from catalog.v_listing l where l.id = i.listing_id), i.name) as title,
       exists (select from installs.erasure e where e.installation_id = i.id and e.found <> '{}') as counted`,
    [input.now, input.againAt],
  );
}

/** An owner does not wait for the hold's end. @returns false when there is nothing to erase any more */
export async function eraseSoon(tx: Tx, row: { id: string; title: string; now: number }): Promise<boolean> {
  const asked = await tx.run(
    `insert into installs.erasure (installation_id, customer_id, side_id, title, asked, found, begun_at)
     select id, customer_id, side_id, $2, true, '{}', ${at(3)} from installs.installation where id = $1 and erased_at is null
     on conflict (installation_id) do update set asked = true where erasure.ended_at is null`,
    [row.id, row.title, row.now],
  );
  await tx.run(`update installs.installation set erase_at = ${at(2)} where id = $1 and erased_at is null`, [row.id, row.now]);
  return asked === 1;
}

export async function postponeErasure(tx: Tx, id: string, until: number): Promise<void> {
  await tx.run(`update installs.installation set erase_at = ${at(2)} where id = $1 and erased_at is null`, [id, until]);
}

/** Notes how much there was, once: whoever takes it up again finds less. */
export async function noteFound(tx: Tx, row: DueErasure & { found: object; now: number }): Promise<void> {
  await tx.run(
    `insert into installs.erasure as e (installation_id, customer_id, side_id, title, asked, found, begun_at) values ($1, $2, $3, $4, false, $5, ${at(6)})
     on conflict (installation_id) do update set found = excluded.found, title = excluded.title, begun_at = excluded.begun_at where e.found = '{}'`,
    [row.installationId, row.customerId, row.sideId, row.title, JSON.stringify(row.found), row.now],
  );
}

/** Of the row itself stays what it was of, and when. @returns its counter after; undefined when it was erased meanwhile */
export function endErasure(tx: Tx, row: { id: string; title: string; now: number }): Promise<{ version: number } | undefined> {
  return tx.row<{ version: number }>(
    `update installs.installation set erased_at = ${at(3)}, config = '{}', name = $2, schedule = null, agreed = null, version = version + 1 where id = $1 and erased_at is null returning version`,
    [row.id, row.title, row.now],
  );
}

export function findEraseTimes(
  tx: Tx,
  customerId: string,
  id: string,
): Promise<{ eraseAt: number | null; erasedAt: number | null } | undefined> {
  return tx.row('select erase_at as "eraseAt", erased_at as "erasedAt" from installs.installation where customer_id = $1 and id = $2', [
    customerId,
    id,
  ]);
}

export interface ErasureRow {
  installationId: string;
  title: string;
  asked: boolean;
  found: Record<string, number>;
  begunAt: number;
  endedAt: number | null;
  removedAt: number;
  digest: string | null;
}

export function findErasure(tx: Tx, customerId: string, id: string): Promise<ErasureRow | undefined> {
  return tx.row<ErasureRow>(
    `select e.installation_id as "installationId", e.title, e.asked, e.found, e.begun_at as "begunAt", e.ended_at as "endedAt", i.removed_at as "removedAt", e.digest
     from installs.erasure e join installs.installation i on i.id = e.installation_id where e.customer_id = $1 and e.installation_id = $2`,
    [customerId, id],
  );
}

export async function sealErasure(tx: Tx, row: { id: string; digest: string; now: number }): Promise<void> {
  await tx.run(`update installs.erasure set ended_at = ${at(3)}, digest = $2 where installation_id = $1`, [row.id, row.digest, row.now]);
}
