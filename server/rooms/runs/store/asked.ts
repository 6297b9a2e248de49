import type { Tx } from "../../../base/index.ts";

export interface AskedKey {
  customerId: string;
  asker: string;
  id: string;
}

export interface AskedRow {
  verb: string;
  bodyDigest: Buffer;
  runId: string;
}

/** Of two at once with one id, one waits here for the other and then finds its row. */
export async function lockAsked(tx: Tx, { customerId, asker, id }: AskedKey): Promise<void> {
  await tx.run("select pg_advisory_xact_lock(hashtextextended($1 || $2 || $3, 435))", [customerId, asker, id]);
}

export function findAsked(tx: Tx, { customerId, asker, id }: AskedKey): Promise<AskedRow | undefined> {
  return tx.row<AskedRow>(
    `select verb, body_digest as "bodyDigest", run_id as "runId" from runs.asked where customer_id = $1 and asker = $2 and id = $3`,
    [customerId, asker, id],
  );
}

export async function insertAsked(tx: Tx, key: AskedKey, row: AskedRow & { sideId: string; at: number }): Promise<void> {
  await tx.run(
    `insert into runs.asked (customer_id, asker, id, side_id, verb, body_digest, run_id, asked_at)
     values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000))`,
    [key.customerId, key.asker, key.id, row.sideId, row.verb, row.bodyDigest, row.runId, row.at],
  );
}

/** @returns how many, at most `limit` */
export function forgetAsked(tx: Tx, before: number, limit: number): Promise<number> {
  return tx.run(
    `delete from runs.asked where ctid in (select ctid from runs.asked where asked_at < to_timestamp($1::float8 / 1000) limit $2)`,
    [before, limit],
  );
}
