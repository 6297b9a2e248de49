import type { StoragePart } from "@stoa/contract";
import type { Tx } from "../../base/index.ts";

export interface Measured {
  parts: StoragePart[];
  at: number;
}

/** What was measured last. */
export async function readMeasured(tx: Tx): Promise<Measured | undefined> {
  return tx.row<Measured>("select value -> 'parts' as parts, at from base.deployment where name = 'storage.measured'");
}

export async function saveMeasured(tx: Tx, parts: readonly StoragePart[], now: number): Promise<void> {
  await tx.run(
    `insert into base.deployment (name, value, at) values ('storage.measured', $1, to_timestamp($2::float8 / 1000))
     on conflict (name) do update set value = excluded.value, at = excluded.at`,
    [JSON.stringify({ parts }), now],
  );
}

export async function readDatabaseBytes(tx: Tx): Promise<number> {
  return (await tx.row<{ bytes: number }>("select pg_database_size(current_database()) as bytes"))?.bytes ?? 0;
}
