import type { Tx } from "../../../base/index.ts";

export interface HostTokenRow {
  customerId: string;
  secretId: string;
  setAt: number;
}

const columns = `customer_id as "customerId", secret_id as "secretId", set_at as "setAt"`;

/** @returns the secret it takes the place of, null for none; undefined when the side has no such customer */
export async function putTokenRow(
  tx: Tx,
  row: { sideId: string; customerId: string; secretId: string; now: number },
): Promise<{ before: string | null } | undefined> {
  const before = await tx.row<HostTokenRow>(
    `select ${columns} from gateway.host_token where side_id = $1 and customer_id = $2 for update`,
    [row.sideId, row.customerId],
  );
  const written = await tx.run(
    `insert into gateway.host_token (customer_id, side_id, secret_id, set_at)
     select c.id, c.side_id, $3, to_timestamp($4::float8 / 1000) from identity.v_customer c where c.id = $2 and c.side_id = $1
     on conflict (customer_id) do update set secret_id = excluded.secret_id, set_at = excluded.set_at`,
    [row.sideId, row.customerId, row.secretId, row.now],
  );
  return written === 0 ? undefined : { before: before?.secretId ?? null };
}

/** @returns the secret it was */
export async function deleteTokenRow(tx: Tx, of: { sideId: string; customerId: string }): Promise<string | undefined> {
  const row = await tx.row<{ secretId: string }>(
    `delete from gateway.host_token where side_id = $1 and customer_id = $2 returning secret_id as "secretId"`,
    [of.sideId, of.customerId],
  );
  return row?.secretId;
}

export function listTokenRows(tx: Tx, sideId: string): Promise<HostTokenRow[]> {
  return tx.rows<HostTokenRow>(`select ${columns} from gateway.host_token where side_id = $1 order by customer_id`, [sideId]);
}

export function findTokenRow(tx: Tx, customerId: string): Promise<HostTokenRow | undefined> {
  return tx.row<HostTokenRow>(`select ${columns} from gateway.host_token where customer_id = $1`, [customerId]);
}

/** A customer of a side, by the host's own name for it or by ours. */
export function findCustomerOfSide(
  tx: Tx,
  sideId: string,
  by: { ref: string; id: string | undefined },
): Promise<{ id: string } | undefined> {
  return tx.row(
    "select id from identity.v_customer where side_id = $1 and (external_ref = $2 or id = $3) order by external_ref <> $2 limit 1",
    [sideId, by.ref, by.id ?? null],
  );
}

/** What the host calls a customer. */
export function findCustomerRef(tx: Tx, customerId: string): Promise<{ ref: string } | undefined> {
  return tx.row(`select external_ref as ref from identity.v_customer where id = $1`, [customerId]);
}
