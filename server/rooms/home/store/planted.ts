import type { Tx } from "../../../base/index.ts";

/** So many rows like the one of an installation, none of them due for a century; for tests. */
export async function plantHealth(tx: Tx, installationId: string, count: number): Promise<void> {
  await tx.run(
    `insert into home.health (installation_id, side_id, customer_id, publisher_id, schedule, zone, anchor_at, silent_due_at)
     select uuidv7(), side_id, customer_id, publisher_id, schedule, zone, anchor_at, anchor_at + interval '100 years' + n * interval '1 s'
     from home.health cross join generate_series(1, $2::int) n where installation_id = $1`,
    [installationId, count],
  );
}

export async function explainDue(tx: Tx, now: number): Promise<string> {
  const rows = await tx.rows<{ "QUERY PLAN": string }>(
    "explain select * from home.health where silent_due_at <= to_timestamp($1::float8 / 1000) order by silent_due_at limit 200 for update skip locked",
    [now],
  );
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}
