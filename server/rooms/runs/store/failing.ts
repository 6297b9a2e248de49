import { arrayOf, type Tx } from "../../../base/index.ts";

export interface FailingRow {
  installationId: string;
  sideId: string;
  customerId: string;
  publisherId: string;
  /** The first run of the episode. */
  runId: string;
  since: number;
}

/** Which of these installations are failing. Engine scope. */
export async function findFailing(tx: Tx, installationIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.named<{ id: string }>(
    "runs-find-failing",
    "select installation_id as id from runs.failing where installation_id = any($1::uuid[])",
    [installationIds],
  );
  return new Set(rows.map(({ id }) => id));
}

export async function addFailing(tx: Tx, rows: readonly FailingRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `insert into runs.failing (installation_id, side_id, customer_id, publisher_id, run_id, since)
     select i, s, c, p, r, to_timestamp(at / 1000) from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::float8[]) as f (i, s, c, p, r, at)
     order by i on conflict do nothing`,
    [
      arrayOf(rows.map((row) => row.installationId)),
      arrayOf(rows.map((row) => row.sideId)),
      arrayOf(rows.map((row) => row.customerId)),
      arrayOf(rows.map((row) => row.publisherId)),
      arrayOf(rows.map((row) => row.runId)),
      arrayOf(rows.map((row) => row.since)),
    ],
  );
}

export async function dropFailing(tx: Tx, installationIds: readonly string[]): Promise<void> {
  if (installationIds.length > 0) await tx.run("delete from runs.failing where installation_id = any($1)", [installationIds]);
}

/** By their history, as it is now. Engine scope. */
export async function judgeFailing(tx: Tx, installationIds: readonly string[]): Promise<void> {
  await dropFailing(tx, installationIds);
  await tx.run(
    `insert into runs.failing (installation_id, side_id, customer_id, publisher_id, run_id, since)
     select i.id, i.side_id, i.customer_id, i.publisher_id, f.run_id, f.at from installs.v_installation i cross join lateral runs.first_failure(i.id) f
     where i.id = any($1) and i.state in ('active', 'paused') order by i.id`,
    [installationIds],
  );
}

const whole = "kind = 'work' and outcome <> 'cancelled' and not partial";

/** Whether a whole run of the installation ended that was asked for later. Engine scope. */
export async function hasLaterRun(tx: Tx, installationId: string, runId: string): Promise<boolean> {
  const row = await tx.row<{ there: boolean }>(
    `select exists (select from runs.run where installation_id = $1 and id > $2 and ${whole}) as there`,
    [installationId, runId],
  );
  return row?.there ?? false;
}

/** So many runs after one that failed are looked through for one that went well. */
const mostLooked = 1_000;

/** The first whole run that went well after one that failed, of the next thousand; asks nothing of history while the installation is failing since then or before. */
export async function findMending(tx: Tx, installationId: string, runId: string): Promise<string | null> {
  const row = await tx.row<{ id: string }>(
    `select r.id from (select id, kind, outcome, partial from runs.run where installation_id = $1 and id > $2
         and not exists (select from runs.failing f where f.installation_id = $1 and f.run_id <= $2) order by id limit $3) r
     where r.outcome = 'succeeded' and ${whole} order by r.id limit 1`,
    [installationId, runId, mostLooked],
  );
  return row?.id ?? null;
}

/** What facts of an installation's episodes carry; of what is removed there is none. */
export interface EpisodeSubject {
  id: string;
  listingId: string;
  version: number;
}

export function readEpisodeSubjects(tx: Tx, installationIds: readonly string[]): Promise<EpisodeSubject[]> {
  return tx.rows<EpisodeSubject>(
    `select id, listing_id as "listingId", version from installs.v_installation where id = any($1) and state <> 'removed'`,
    [installationIds],
  );
}
