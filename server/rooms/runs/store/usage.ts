import type { Tx } from "../../../base/index.ts";
import type { RunOwner } from "../states.ts";
import type { MicroUsage } from "../usage/units.ts";
import type { Tenant } from "./installations.ts";

export interface UsageRow extends RunOwner, MicroUsage {
  integrationId: string;
  /** Its first day, YYYY-MM-01. */
  month: string;
  runs: number;
  attempts: number;
}

/** Adds to the sums that are there, in the order of their keys. */
export async function addUsage(tx: Tx, rows: readonly UsageRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `insert into runs.usage_month as t (customer_id, month, integration_id, side_id, publisher_id, runs, attempts, cpu_micros, memory_micros, wall_micros,
       egress_bytes, ingress_bytes, storage_bytes)
     select u."customerId", u.month, u."integrationId", u."sideId", u."publisherId", u.runs, u.attempts, u."cpuMicros", u."memoryMicros", u."wallMicros",
       u."egressBytes", u."ingressBytes", u."storageBytes"
     from jsonb_to_recordset($1) as u ("customerId" uuid, month date, "integrationId" uuid, "sideId" uuid, "publisherId" uuid, runs bigint, attempts bigint,
       "cpuMicros" bigint, "memoryMicros" bigint, "wallMicros" bigint, "egressBytes" bigint, "ingressBytes" bigint, "storageBytes" bigint)
     order by 1, 2, 3
     on conflict (customer_id, month, integration_id) do update set runs = t.runs + excluded.runs, attempts = t.attempts + excluded.attempts,
       cpu_micros = t.cpu_micros + excluded.cpu_micros, memory_micros = t.memory_micros + excluded.memory_micros,
       wall_micros = t.wall_micros + excluded.wall_micros, egress_bytes = t.egress_bytes + excluded.egress_bytes,
       ingress_bytes = t.ingress_bytes + excluded.ingress_bytes, storage_bytes = t.storage_bytes + excluded.storage_bytes`,
    [JSON.stringify(rows)],
  );
}

export type UsageBy = "customer" | "publisher" | "integration";

export interface UsageSum extends MicroUsage {
  id: string;
  name: string | null;
  runs: number;
  attempts: number;
}

const names: Record<UsageBy, string> = {
  customer: "(select c.name from identity.v_customer c where c.id = s.id)",
  publisher: "(select p.name from identity.v_publisher p where p.id = s.id)",
  integration: "(select n.name from catalog.v_integration n where n.id = s.id)",
};

/** A month's sums of what the tenant may see, the most processor time first. */
export function sumUsage(tx: Tx, of: Tenant, by: UsageBy, month: string, limit: number): Promise<UsageSum[]> {
  return tx.rows<UsageSum>(
    `select s.*, ${names[by]} as name from (
       select u.${by}_id as id, sum(u.runs)::bigint as runs, sum(u.attempts)::bigint as attempts, sum(u.cpu_micros)::bigint as "cpuMicros",
         sum(u.memory_micros)::bigint as "memoryMicros", sum(u.wall_micros)::bigint as "wallMicros", sum(u.egress_bytes)::bigint as "egressBytes",
         sum(u.ingress_bytes)::bigint as "ingressBytes", sum(u.storage_bytes)::bigint as "storageBytes"
       from runs.usage_month u
       where ($1::uuid is null or u.customer_id = $1) and ($2::uuid is null or u.publisher_id = $2) and ($3::uuid is null or u.side_id = $3)
         and u.month = $4::date
       group by 1 order by "cpuMicros" desc, 1 limit $5) s order by s."cpuMicros" desc, s.id`,
    [of.customerId, of.publisherId, of.sideId, month, limit],
  );
}
