import { unheardSubjects, type Tx } from "../../../base/index.ts";

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

/** Adds runs, each told once, to the sums of their days and to their listing's. */
const addTo = (runs: string): string => `with r as materialized (${runs}),
  d as (select *, (ended_at at time zone 'UTC')::date as day from r),
  installations as (insert into runs.installation_day as t (installation_id, day, result, side_id, customer_id, publisher_id, runs)
    select installation_id, day, result, side_id, customer_id, publisher_id, count(*) from d group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3
    on conflict (installation_id, day, result) do update set runs = t.runs + excluded.runs),
  listings as (insert into runs.listing_day as t (side_id, integration_id, day, result, publisher_id, runs)
    select side_id, integration_id, day, result, publisher_id, count(*) from d group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4
    on conflict (side_id, integration_id, day, result) do update set runs = t.runs + excluded.runs)
  select 1`;

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

/** Takes away what was added for these installations after they were erased. */
export async function dropErasedDays(tx: Tx, installationIds: readonly string[]): Promise<void> {
  if (installationIds.length === 0) return;
  await tx.run(
    `delete from runs.installation_day d using installs.v_installation i
     where d.installation_id = any($1) and i.id = d.installation_id and i.erased_at is not null`,
    [installationIds],
  );
}

/** Adds runs that history was told of without facts. */
export async function addDaysOf(tx: Tx, runIds: readonly string[]): Promise<void> {
  await tx.run(fromIds, [runIds]);
}

/**
 * Takes the sums away from the first day on that history holds whole: a run of a week that is gone may have ended as late as it might wait. Where no
 * sums are older than history there is nothing to lose, and all of it counts.
 */
export async function dropKeptDays(tx: Tx, queueTtlMs: number): Promise<{ since: string } | undefined> {
  const kept = await tx.row<{ since: string | null }>(
    `select (case when exists (select from runs.installation_day d where d.day < least(k.day, w.day)) then greatest(w.day + $1::int, k.day + 1) else k.day end)::text as since
     from (select (min(ended_at) at time zone 'UTC')::date as day from runs.run) k,
       (select min(to_date(right(c.relname, 8), 'YYYYMMDD')) as day from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'runs.run'::regclass and c.relname ~ '_[0-9]{8}$') w`,
    [Math.ceil(queueTtlMs / 86_400_000)],
  );
  if (!kept || kept.since === null) return undefined;
  await tx.run("delete from runs.installation_day where day >= $1::date", [kept.since]);
  await tx.run("delete from runs.listing_day where day >= $1::date", [kept.since]);
  return { since: kept.since };
}

/** Sums all runs since a day (UTC) but those whose facts are still to be heard. */
export async function addDaysSince(tx: Tx, since: string, settledAt: string): Promise<void> {
  await tx.run(addTo(`${ofRuns} and r.ended_at >= $1::date at time zone 'UTC' and r.id not in (${unheardSubjects("$2")})`), [
    since,
    settledAt,
  ]);
}

export async function dropDays(tx: Tx, before: { installations: string; listings: string }): Promise<void> {
  await tx.run("delete from runs.installation_day where day < $1::date", [before.installations]);
  await tx.run("delete from runs.listing_day where day < $1::date", [before.listings]);
}
