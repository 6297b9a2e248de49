import type { Tx } from "../../../base/index.ts";
import type { RunOwner } from "../states.ts";

export type StateChannel = "sync" | "options" | "result";

export interface StateValue {
  form: "json" | "directory";
  value: string | null;
  blobKey: string | null;
  bytes: number;
}

export interface StateEntry extends RunOwner, StateValue {
  installationId: string;
  channel: StateChannel;
  runId: string;
  attempt: number;
  at: number;
}

export interface StateRow extends StateValue {
  version: number;
  runId: string;
  at: number;
}

/**
 * Writes new values: the run that wrote the current one replaces it (its own checkpoints), any other makes the next version. The
 * caller holds the fence of the run, and an installation has one running work run, so versions never race.
 * @returns the version of each, and the blob it replaced.
 */
export function saveStates(
  tx: Tx,
  entries: readonly StateEntry[],
): Promise<{ installationId: string; channel: StateChannel; version: number; replacedBlob: string | null }[]> {
  if (entries.length === 0) return Promise.resolve([]);
  return tx.rows(
    `with s as (select s.*, coalesce(h.version, 0) + case when h.run_id = s."runId" then 0 else 1 end as version,
         case when h.run_id = s."runId" then h.blob_key end as replaced
       from jsonb_to_recordset($1) as s ("installationId" uuid, channel text, "sideId" uuid, "customerId" uuid, "publisherId" uuid, "runId" uuid, attempt int,
         at float8, form text, value text, "blobKey" text, bytes bigint)
       left join lateral (select x.version, x.run_id, x.blob_key from runs.state x where x.installation_id = s."installationId" and x.channel = s.channel
         order by x.version desc limit 1) h on true),
     saved as (insert into runs.state as t (installation_id, channel, version, side_id, customer_id, publisher_id, run_id, attempt, at, form, value, blob_key, bytes)
       select s."installationId", s.channel, s.version, s."sideId", s."customerId", s."publisherId", s."runId", s.attempt, to_timestamp(s.at / 1000), s.form,
         s.value, s."blobKey", s.bytes from s
       on conflict (installation_id, channel, version) do update set attempt = excluded.attempt, at = excluded.at, form = excluded.form,
         value = excluded.value, blob_key = excluded.blob_key, bytes = excluded.bytes where t.run_id = excluded.run_id
       returning installation_id, channel, version)
     select saved.installation_id as "installationId", saved.channel, saved.version, s.replaced as "replacedBlob"
     from saved join s on s."installationId" = saved.installation_id and s.channel = saved.channel`,
    [JSON.stringify(entries)],
  );
}

const stateColumns = `version, run_id as "runId", at, form, value, blob_key as "blobKey", bytes`;

/** The current value of a channel, or one version of it. */
export function readState(tx: Tx, installationId: string, channel: StateChannel, version?: number): Promise<StateRow | undefined> {
  return tx.row<StateRow>(
    `select ${stateColumns} from runs.state where installation_id = $1 and channel = $2 and ($3::bigint is null or version = $3) order by version desc limit 1`,
    [installationId, channel, version ?? null],
  );
}
