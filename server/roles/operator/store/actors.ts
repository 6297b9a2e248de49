import type { Tx } from "../../../base/index.ts";

export interface ActorRow {
  id: string;
  kind: string;
  name: string | null;
}

interface Tenant {
  customerId: string | null;
  publisherId: string | null;
  sideId: string | null;
}

const own = `($1::uuid is null or a.customer_id = $1) and ($2::uuid is null or a.publisher_id = $2) and ($3::uuid is null or a.side_id = $3)`;
const first = `select a.actor_id as id, a.actor_kind as kind from base.audit a where ${own} and a.actor_kind in ('person', 'token')`;

/** Who did anything, each once: one look into the index for each of them, however much they did. */
export function listActorRows(tx: Tx, { customerId, publisherId, sideId }: Tenant, limit: number): Promise<ActorRow[]> {
  return tx.rows<ActorRow>(
    `with recursive who as (
       (${first} and a.actor_id is not null order by a.actor_id limit 1)
       union all
       select n.id, n.kind from who w cross join lateral (${first} and a.actor_id > w.id order by a.actor_id limit 1) n)
     select w.id, w.kind, coalesce(p.name, k.name) as name from (select * from who limit $4) w
       left join identity.v_person p on p.id = w.id left join identity.v_token k on k.id = w.id order by w.kind, lower(coalesce(p.name, k.name)), w.id`,
    [customerId, publisherId, sideId, limit],
  );
}
