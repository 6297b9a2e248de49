import type { Tx } from "../../../base/index.ts";
import type { Subject } from "./health.ts";

export interface Unjudged extends Subject {
  since: number;
  failingSince: number | null;
  /** Its last whole runs, oldest first. */
  runs: { id: string; at: number; outcome: "succeeded" | "failed"; failureClass: string | null; trigger: string }[];
}

/** Installations without health, or those named, with their last runs since the first of these ids. Engine scope. */
export function listUnjudged(tx: Tx, fromRunId: string, limit: number, ids: readonly string[] | null): Promise<Unjudged[]> {
  return tx.rows<Unjudged>(
    `with lacking as materialized (select i.* from installs.v_installation i where i.state in ('active', 'paused')
         and case when $3::uuid[] is null then not exists (select from home.health h where h.installation_id = i.id) else i.id = any($3) end order by i.id limit $2)
     select i.id as "installationId", i.side_id as "sideId", i.customer_id as "customerId", i.publisher_id as "publisherId", i.schedule, i.zone, i.state,
       i.created_at as since,
       (select f.since from runs.v_failing f where f.installation_id = i.id) as "failingSince", coalesce((select s.jitter_seconds from runs.v_schedule s where s.installation_id = i.id), 0) * 1000 as "jitterMs",
       coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'at', extract(epoch from r.ended_at) * 1000, 'outcome', r.outcome,
           'failureClass', r.failure_class, 'trigger', r.trigger_kind) order by r.id)
         from (select * from runs.v_run v where v.installation_id = i.id and v.id >= $1 and v.kind = 'work' and v.outcome <> 'cancelled' and not v.partial
           order by v.id desc limit 20) r), '[]') as runs
     from lacking i`,
    [fromRunId, limit, ids],
  );
}
