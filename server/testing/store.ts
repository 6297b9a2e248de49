import type { Tx } from "../base/index.ts";

export async function insertTestPerson(tx: Tx, id: string, now: number): Promise<void> {
  await tx.run(
    "insert into identity.person (id, email, name, created_at) values ($1, $2, 'Test person', to_timestamp($3::float8 / 1000))",
    [id, `${id}@example.com`, now],
  );
}

export async function admitPublisher(tx: Tx, row: { publisherId: string; hostId: string; now: number }): Promise<void> {
  await tx.run("insert into identity.admission (publisher_id, host_id, admitted_at) values ($1, $2, to_timestamp($3::float8 / 1000))", [
    row.publisherId,
    row.hostId,
    row.now,
  ]);
}

export async function insertTestCustomer(tx: Tx, row: { id: string; sideId: string; ref: string; now: number }): Promise<void> {
  await tx.run(
    "insert into identity.customer (id, side_id, external_ref, name, created_at) values ($1, $2, $3, $3, to_timestamp($4::float8 / 1000))",
    [row.id, row.sideId, row.ref, row.now],
  );
}

/** Facts a handler has not passed yet; another database's open transaction may hold them back for a moment. */
export function countUnheard(tx: Tx, handler: string): Promise<{ count: number } | undefined> {
  return tx.row(
    `select count(*)::int as count from base.fact f
     where (f.xid, f.seq) > (select coalesce(max(c.xid), '0'), coalesce(max(c.seq), 0) from base.fact_cursor c where c.handler = $1)`,
    [handler],
  );
}
