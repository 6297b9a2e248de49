import type { Tx } from "../../../base/index.ts";

export interface OldRelease {
  id: string;
  integrationId: string;
  publisherId: string;
  number: number;
  artifactDigest: string;
  artifactBytes: number;
  createdAt: number;
}

/** Locks integrations as moving their channels does. */
export async function lockIntegrations(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.rows("select id from catalog.integration where id = any($1) order by id for update", [ids]);
}

/**
 * Releases nobody could come to use, oldest first: in no channel, never stable, in no submission that waits or was approved, shown by no
 * listing, not among the newest of their integration, not in `keep`. With `ids` only those.
 */
export function listUnused(
  tx: Tx,
  input: { before: number; newest: number; keep: readonly string[]; ids: readonly string[] | null; limit: number },
): Promise<OldRelease[]> {
  return tx.rows<OldRelease>(
    `select r.id, r.integration_id as "integrationId", r.publisher_id as "publisherId", r.number, r.artifact_digest as "artifactDigest",
       r.artifact_bytes as "artifactBytes", r.created_at as "createdAt"
     from catalog.release r join catalog.integration i on i.id = r.integration_id
     where r.created_at < to_timestamp($1::float8 / 1000) and r.number <= i.last_release - $2 and r.id <> all($3::uuid[]) and ($4::uuid[] is null or r.id = any($4))
       and not exists (select from catalog.channel c where c.release_id = r.id)
       and not exists (select from catalog.stable_release s where s.release_id = r.id)
       and not exists (select from catalog.submission s where s.release_id = r.id and s.state in ('waiting', 'approved'))
       and not exists (select from catalog.listing l where l.shown_release_id = r.id)
       and not exists (select from catalog.dropped_release d where d.release_id = r.id)
     order by r.created_at, r.id limit $5`,
    [input.before, input.newest, input.keep, input.ids, input.limit],
  );
}

export async function insertDropped(tx: Tx, releases: readonly OldRelease[], now: number): Promise<void> {
  await tx.run(
    `insert into catalog.dropped_release (release_id, publisher_id, dropped_at)
     select r.id, r.publisher_id, to_timestamp($2::float8 / 1000) from catalog.release r where r.id = any($1) on conflict do nothing`,
    [releases.map(({ id }) => id), now],
  );
}

export async function isDropped(tx: Tx, releaseId: string): Promise<boolean> {
  return (await tx.row("select from catalog.dropped_release where release_id = $1", [releaseId])) !== undefined;
}

/** Digests of the artifacts that some release still needs. */
export async function listNeededDigests(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ digest: string }>(
    `select distinct r.artifact_digest as digest from catalog.release r where not exists (select from catalog.dropped_release d where d.release_id = r.id)`,
  );
  return rows.map(({ digest }) => digest);
}

/** Digests of the pictures of releases that are not dropped, of listings, and of what waits or was approved. */
export async function listNeededPictures(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ digest: string }>(
    `with shown as (
       select showcase from catalog.release r where not exists (select from catalog.dropped_release d where d.release_id = r.id)
       union all select showcase from catalog.listing union all select showcase from catalog.submission where state in ('waiting', 'approved')
     )
     select distinct digest from shown, lateral (select showcase -> 'icon' ->> 'digest' as digest union all
       select item ->> 'digest' from jsonb_array_elements(showcase -> 'items') item) one where digest is not null`,
  );
  return rows.map(({ digest }) => digest);
}

/** Those of the ids given that are integrations. */
export async function listKnown(tx: Tx, ids: readonly string[]): Promise<string[]> {
  return (await tx.rows<{ id: string }>("select id from catalog.integration where id = any($1)", [ids])).map(({ id }) => id);
}
