import type { Tx } from "../../../base/index.ts";
import type { RunOwner } from "../states.ts";
import type { DeliveryRow } from "./deliveries.ts";
import type { Place } from "./installations.ts";
import type { RunInput } from "./inputs.ts";
import type { PastRow } from "./runs.ts";
import type { StateRow } from "./states.ts";

/** Everything here asks for rows by key, for runs of many customers at once; a table filled a moment ago has no statistics that say so. */
export async function asksByKey(tx: Tx): Promise<void> {
  await tx.named("runs-asks-by-key", `select ${byKey.join(", ")}`);
}

const byKey = ["enable_seqscan", "enable_hashjoin", "enable_mergejoin"].map((setting) => `set_config('${setting}', 'off', true)`);

/**
 * So does what runs start from, and the commit does not wait for the disk. Where the database dies within the second, what is lost is a note that a program
 * began: its run is still claimed, its end tells what it began with, and what is flushed later has all of this before it.
 */
export async function asksAndCommitsSoon(tx: Tx): Promise<void> {
  await tx.named("runs-commits-soon", `select ${byKey.join(", ")}, set_config('synchronous_commit', 'off', true)`);
}

export function listInputs(tx: Tx, runIds: readonly string[]): Promise<(RunInput & { runId: string })[]> {
  if (runIds.length === 0) return Promise.resolve([]);
  return tx.named(
    "runs-inputs",
    `select run_id as "runId", config, state_kind as "stateKind", state_version as "stateVersion", state_value as "stateValue", save_state as "saveState", items
     from runs.run_input where run_id = any($1::uuid[])`,
    [runIds],
  );
}

export interface StartPlace extends Place {
  installationId: string;
  /** Declared by the listing, for contracts that have no place for them. */
  hosts: string[];
}

export function listPlaces(tx: Tx, installationIds: readonly string[]): Promise<StartPlace[]> {
  return tx.named(
    "runs-places",
    `select i.id as "installationId", i.name as "installationName", n.name as "integrationName", s.kind as "sideKind", i.listing_id as "listingId", l.hosts
     from installs.v_installation i join catalog.v_integration n on n.id = i.integration_id join identity.v_side s on s.id = i.side_id
       join catalog.v_listing l on l.id = i.listing_id where i.id = any($1::uuid[])`,
    [installationIds],
  );
}

/** The current sync state of each installation that has one. */
export function listSyncStates(tx: Tx, installationIds: readonly string[]): Promise<(StateRow & { installationId: string })[]> {
  return tx.named(
    "runs-sync-states",
    `select i.id as "installationId", s.* from unnest($1::uuid[]) as i (id) cross join lateral
       (select version, run_id as "runId", at, form, value, blob_key as "blobKey", bytes from runs.state
        where installation_id = i.id and channel = 'sync' order by version desc limit 1) s`,
    [installationIds],
  );
}

/** The bodies these runs were triggered with, in order of arrival. */
export function listDeliveriesOf(tx: Tx, runIds: readonly string[]): Promise<(DeliveryRow & { runId: string })[]> {
  if (runIds.length === 0) return Promise.resolve([]);
  return tx.named(
    "runs-deliveries",
    `select run_id as "runId", id, kind, received_at as "receivedAt", headers, body from runs.delivery where run_id = any($1::uuid[]) order by id`,
    [runIds],
  );
}

export interface PastWant {
  installationId: string;
  /** How many that succeeded. */
  succeeded: number;
}

const past = `coalesce(started_at, queued_at) as "startedAt", ended_at as "endedAt", outcome, failure_class as "failureClass", created, updated, skipped, failed, config_digest as "configDigest"`;
const pastOf = `from runs.run where installation_id = i.id and id >= $3::uuid and kind = 'work' and started_at is not null`;

/** The last work run of each installation and its last ones that succeeded (`which`), newest first, among runs from `since` on. */
export function listPastOf(
  tx: Tx,
  want: readonly PastWant[],
  since: string,
): Promise<(PastRow & { installationId: string; which: "last" | "succeeded" })[]> {
  return tx.named(
    "runs-past",
    `select i.id as "installationId", p.* from unnest($1::uuid[], $2::int[]) as i (id, most) cross join lateral (
       (select 'last' as which, ${past} ${pastOf} order by id desc limit 1) union all
       (select 'succeeded', ${past} ${pastOf} and outcome = 'succeeded' order by id desc limit i.most)) p`,
    [want.map((one) => one.installationId), want.map((one) => one.succeeded), since],
  );
}

export interface Beginning extends RunOwner {
  runId: string;
  attempt: number;
  installationId: string;
  /** Version of the state it begins with; null: with nothing. */
  stateBefore: number | null;
  configDigest: string;
  config: Record<string, unknown>;
  releaseId: string;
}

/**
 * Keeps what these attempts begin with. A run's first attempt says the state for the run: a later one begins with a checkpoint of the
 * run's own. @returns the runs that are still at this attempt.
 */
export async function beginAttempts(tx: Tx, beginnings: readonly Beginning[]): Promise<Set<string>> {
  if (beginnings.length === 0) return new Set();
  const rows = await tx.named<{ runId: string }>(
    "runs-begin",
    `with b as materialized (select * from jsonb_to_recordset($1) as b ("runId" uuid, attempt int, "installationId" uuid, "sideId" uuid, "customerId" uuid,
         "publisherId" uuid, "stateBefore" bigint, "configDigest" text, config jsonb, "releaseId" uuid)),
     kept as (insert into runs.config_snapshot (installation_id, digest, side_id, customer_id, publisher_id, config)
       select distinct on ("installationId", "configDigest") "installationId", "configDigest", "sideId", "customerId", "publisherId", config from b
       where not exists (select from runs.config_snapshot c where c.installation_id = b."installationId" and c.digest = b."configDigest")
       on conflict do nothing)
     update runs.ready t set state_before = case when t.attempt > 1 and t.state_before is not null then t.state_before else coalesce(b."stateBefore", 0) end,
       config_digest = b."configDigest", release_id = coalesce(b."releaseId", t.release_id)
     from b where t.run_id = b."runId" and t.attempt = b.attempt and t.state = 'running' returning t.run_id as "runId"`,
    [JSON.stringify(beginnings)],
  );
  return new Set(rows.map((row) => row.runId));
}
