import { unheardSince, type Tx } from "../../../base/index.ts";

/** An ended work run, as the sums by day need it. */
export interface DayRun {
  runId: string;
  installationId: string;
  integrationId: string;
  sideId: string;
  customerId: string;
  publisherId: string;
  /** `succeeded`, `cancelled` or a failure class. */
  result: string;
  endedAt: number;
}

const ofRuns = `select r.id as run_id, r.installation_id, r.integration_id, r.side_id, r.customer_id, r.publisher_id,
  case when r.outcome = 'failed' then coalesce(r.failure_class, 'integration') else r.outcome end as result, r.ended_at from runs.run r where r.kind = 'work'`;

/** Adds runs, each told once, to the sums of their days, to their listing's, and to what is known of their installation's last. */
const addTo = (runs: string): string => `with r as materialized (${runs}),
  d as (select *, (ended_at at time zone 'UTC')::date as day from r),
  installations as (insert into runs.installation_day as t (installation_id, day, result, side_id, customer_id, publisher_id, runs)
    select installation_id, day, result, side_id, customer_id, publisher_id, count(*) from d group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3
    on conflict (installation_id, day, result) do update set runs = t.runs + excluded.runs),
  listings as (insert into runs.listing_day as t (side_id, integration_id, day, result, publisher_id, runs)
    select side_id, integration_id, day, result, publisher_id, count(*) from d group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4
    on conflict (side_id, integration_id, day, result) do update set runs = t.runs + excluded.runs),
  well as (select installation_id, min(ended_at) as first_at, max(ended_at) as last_at, count(*) as wells from r where result = 'succeeded' group by 1),
  bad as (select r.installation_id, min(r.ended_at) as since from r left join well w using (installation_id)
    where r.result not in ('succeeded', 'cancelled') and (w.last_at is null or r.ended_at > w.last_at) group by 1),
  newest as (select distinct on (installation_id) * from r where result <> 'cancelled' order by installation_id, ended_at desc, run_id desc)
  insert into runs.installation_last as t (installation_id, side_id, customer_id, publisher_id, run_id, ended_at, result, well_at, failing_since, usual_ms)
  select n.installation_id, n.side_id, n.customer_id, n.publisher_id, n.run_id, n.ended_at, n.result, w.last_at, b.since,
    case when w.wells > 1 then extract(epoch from w.last_at - w.first_at) * 1000 / (w.wells - 1) end
  from newest n left join well w using (installation_id) left join bad b using (installation_id) order by 1
  on conflict (installation_id) do update set
    run_id = case when excluded.ended_at >= t.ended_at then excluded.run_id else t.run_id end,
    result = case when excluded.ended_at >= t.ended_at then excluded.result else t.result end,
    ended_at = greatest(t.ended_at, excluded.ended_at),
    failing_since = case when coalesce(greatest(t.well_at, excluded.well_at) >= greatest(t.ended_at, excluded.ended_at), false) then null
      when excluded.well_at > t.failing_since then excluded.failing_since else least(t.failing_since, excluded.failing_since) end,
    usual_ms = case when excluded.well_at > t.well_at
      then (coalesce(t.usual_ms * 3, 0) + extract(epoch from excluded.well_at - t.well_at) * 1000 / coalesce((select wells from well w where w.installation_id = t.installation_id), 1))
        / case when t.usual_ms is null then 1 else 4 end
      else coalesce(t.usual_ms, excluded.usual_ms) end,
    well_at = greatest(t.well_at, excluded.well_at)`;

const fromFacts =
  addTo(`select * from jsonb_to_recordset($1) as f (run_id uuid, installation_id uuid, integration_id uuid, side_id uuid, customer_id uuid,
  publisher_id uuid, result text, ended_at timestamptz)`);
const fromIds = addTo(`${ofRuns} and r.id = any($1::uuid[])`);

/** Adds ended runs as their facts tell of them. */
export async function addDayRuns(tx: Tx, runs: readonly DayRun[]): Promise<void> {
  if (runs.length === 0) return;
  const rows = runs.map((run) => ({
    run_id: run.runId,
    installation_id: run.installationId,
    integration_id: run.integrationId,
    side_id: run.sideId,
    customer_id: run.customerId,
    publisher_id: run.publisherId,
    result: run.result,
    ended_at: new Date(run.endedAt).toISOString(),
  }));
  await tx.named("runs-add-days", fromFacts, [JSON.stringify(rows)]);
}

/** Adds runs that history was told of without facts. */
export async function addDaysOf(tx: Tx, runIds: readonly string[]): Promise<void> {
  await tx.run(fromIds, [runIds]);
}

/** Takes the sums from the first day that history holds whole; how the last of each installation ended, of those whose runs it still holds. */
export async function dropKeptDays(tx: Tx): Promise<{ since: string } | undefined> {
  const kept = await tx.row<{ since: string | null }>(
    `select (case when exists (select from runs.installation_day d where d.day < k.day) then k.day + 1 else k.day end)::text as since
     from (select (min(ended_at) at time zone 'UTC')::date as day from runs.run) k`,
  );
  if (!kept || kept.since === null) return undefined;
  await tx.run("delete from runs.installation_day where day >= $1::date", [kept.since]);
  await tx.run("delete from runs.listing_day where day >= $1::date", [kept.since]);
  await tx.run("delete from runs.installation_last l where exists (select from runs.run r where r.installation_id = l.installation_id)");
  return { since: kept.since };
}

/** Sums all runs since a day (UTC) but those whose facts are still to be heard. */
export async function addDaysSince(tx: Tx, since: string, settledAt: string): Promise<void> {
  await tx.run(addTo(`${ofRuns} and r.ended_at >= $1::date at time zone 'UTC' and not ${unheardSince("$2", "r.id")}`), [since, settledAt]);
}

export async function dropDays(tx: Tx, before: { installations: string; listings: string }): Promise<void> {
  await tx.run("delete from runs.installation_day where day < $1::date", [before.installations]);
  await tx.run("delete from runs.listing_day where day < $1::date", [before.listings]);
}
