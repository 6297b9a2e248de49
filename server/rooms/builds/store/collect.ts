import type { Tx } from "../../../base/index.ts";

/** Logs of ended builds, oldest first, with what they take. */
export function listLoggedBuilds(tx: Tx, limit: number): Promise<{ buildId: string; bytes: number; finishedAt: number }[]> {
  return tx.rows(
    `select b.id as "buildId", b.finished_at as "finishedAt", (select sum(c.stored_bytes)::bigint from builds.log_chunk c where c.build_id = b.id) as bytes
     from builds.build b where b.finished_at is not null and exists (select from builds.log_chunk c where c.build_id = b.id)
     order by b.finished_at limit $1`,
    [limit],
  );
}

export async function listLogKeys(tx: Tx, buildId: string): Promise<string[]> {
  const rows = await tx.rows<{ key: string }>("select blob_key as key from builds.log_chunk where build_id = $1 and blob_key is not null", [
    buildId,
  ]);
  return rows.map(({ key }) => key);
}

export async function deleteLog(tx: Tx, buildId: string): Promise<void> {
  await tx.run("delete from builds.log_chunk where build_id = $1", [buildId]);
}

export async function sumLogs(tx: Tx): Promise<number> {
  return (await tx.row<{ bytes: number }>("select coalesce(sum(stored_bytes), 0)::bigint as bytes from builds.log_chunk"))?.bytes ?? 0;
}

/** Integrations that are being built now. */
export async function listBuilding(tx: Tx): Promise<string[]> {
  return (await tx.rows<{ id: string }>("select integration_id as id from builds.build where state = 'running'")).map(({ id }) => id);
}

/** Remembers since when artifacts are needed by nobody; forgets those that are needed again, or gone. */
export async function markOrphans(tx: Tx, digests: readonly string[], now: number): Promise<void> {
  await tx.run("delete from builds.orphan_artifact where digest <> all($1)", [digests]);
  await tx.run(
    `insert into builds.orphan_artifact (digest, seen_at) select d, to_timestamp($2::float8 / 1000) from unnest($1::text[]) d on conflict do nothing`,
    [digests, now],
  );
}

/** Those that have been needed by nobody since before a moment. */
export async function listOrphans(tx: Tx, before: number): Promise<string[]> {
  const rows = await tx.rows<{ digest: string }>(
    "select digest from builds.orphan_artifact where seen_at <= to_timestamp($1::float8 / 1000)",
    [before],
  );
  return rows.map(({ digest }) => digest);
}
