import type { Tx } from "../../../base/index.ts";

const parents = ["run", "attempt", "failed_item", "log_chunk"] as const;

/** Makes the partitions of a week, named by its first day; `low` and `high` are the first ids of it and of the next. */
export async function makeWeek(tx: Tx, day: string, low: string, high: string): Promise<number> {
  let count = 0;
  for (const parent of parents) {
    const row = await tx.row<{ made: boolean }>("select runs.make_partition($1, $2, $3, $4) as made", [parent, day, low, high]);
    if (row?.made) count += 1;
  }
  return count;
}

/** Drops whole weeks of history, those before the one that begins on this day. @returns the partitions dropped */
export async function dropWeeks(tx: Tx, beforeDay: string): Promise<string[]> {
  const rows = await tx.rows<{ name: string }>("select runs.drop_partitions($1) as name", [beforeDay]);
  return rows.map((row) => row.name);
}

/** Blobs of logs whose runs are older than an id, after the last one seen. */
export function listOldLogs(
  tx: Tx,
  beforeId: string,
  after: { runId: string; attempt: number; seq: number },
  limit: number,
): Promise<{ runId: string; attempt: number; seq: number; key: string }[]> {
  return tx.rows(
    `select run_id as "runId", attempt, seq, blob_key as key from runs.log_chunk
     where run_id < $1 and (run_id, attempt, seq) > ($2, $3, $4) and blob_key is not null order by run_id, attempt, seq limit $5`,
    [beforeId, after.runId, after.attempt, after.seq, limit],
  );
}

/** Removes all but the newest versions of every channel. @returns blob keys no row names any more */
export async function pruneStates(tx: Tx, keep: number): Promise<string[]> {
  const rows = await tx.rows<{ key: string | null }>(
    `delete from runs.state s using (select installation_id, channel, max(version) as head from runs.state group by 1, 2) h
     where s.installation_id = h.installation_id and s.channel = h.channel and s.version <= h.head - $1 returning s.blob_key as key`,
    [keep],
  );
  return rows.flatMap((row) => (row.key === null ? [] : [row.key]));
}

/** What reruns and probes were given, once their runs are over and old. */
export function dropInputs(tx: Tx, beforeId: string): Promise<number> {
  return tx.run("delete from runs.run_input i where i.run_id < $1 and not exists (select from runs.ready r where r.run_id = i.run_id)", [
    beforeId,
  ]);
}
