import { arrayOf, type Tx } from "../../../base/index.ts";

/** Which of these installations are failing, as far as was told. */
export async function findFailing(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.rows<{ id: string }>("select installation_id as id from webhooks.failing where installation_id = any($1)", [ids]);
  return new Set(rows.map(({ id }) => id));
}

export async function addFailing(tx: Tx, rows: readonly { id: string; sideId: string }[], now: number): Promise<void> {
  await tx.run(
    `insert into webhooks.failing (installation_id, side_id, since) select id, side_id, to_timestamp($3::float8 / 1000)
     from unnest($1::uuid[], $2::uuid[]) as r (id, side_id) on conflict do nothing`,
    [arrayOf(rows.map(({ id }) => id)), arrayOf(rows.map(({ sideId }) => sideId)), now],
  );
}

export async function dropFailing(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.run("delete from webhooks.failing where installation_id = any($1)", [ids]);
}

/** Of a side that tells nobody any more nothing is followed, so what was failing by then is news to whoever is told next. */
export async function forgetFailing(tx: Tx, sideId: string): Promise<void> {
  await tx.run(
    "delete from webhooks.failing where side_id = $1 and not exists (select from webhooks.endpoint e where e.side_id = $1 and e.removed_at is null)",
    [sideId],
  );
}

/** The hosts' own ids of customers. */
export async function findCustomerRefs(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.rows<{ id: string; ref: string }>("select id, external_ref as ref from identity.v_customer where id = any($1)", [
    ids,
  ]);
  return new Map(rows.map(({ id, ref }) => [id, ref]));
}
