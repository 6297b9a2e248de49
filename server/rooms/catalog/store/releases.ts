import { noPictures, type ChannelName, type Manifest, type Runtime, type Showcase } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

export interface ReleaseRow {
  id: string;
  integrationId: string;
  publisherId: string;
  number: number;
  version: string;
  contract: string;
  artifactDigest: string;
  artifactBytes: number;
  runtime: Runtime;
  architecture: string;
  commit: string;
  ref: string;
  buildId: string | null;
  createdAt: number;
  channels: ChannelName[];
  /** What is new, in its publisher's words. */
  notes: string | null;
  /** The same in other languages, by their code. */
  noteTranslations: Record<string, string>;
}

/** `page` is the digest of its publisher's page. */
export type ReleaseWithManifestRow = ReleaseRow & { manifest: Manifest; page: string | null };

const columns = `r.id, r.integration_id as "integrationId", r.publisher_id as "publisherId", r.number, r.version_text as version, r.contract,
  r.artifact_digest as "artifactDigest", r.artifact_bytes as "artifactBytes", r.runtime, r.architecture, r.commit_id as commit, r.ref,
  r.build_id as "buildId", r.created_at as "createdAt",
  array(select c.name from catalog.channel c where c.integration_id = r.integration_id and c.release_id = r.id order by c.name desc) as channels,
  (select n.notes from catalog.release_note n where n.release_id = r.id) as notes,
  coalesce((select n.translations from catalog.release_note n where n.release_id = r.id), '{}') as "noteTranslations"`;

export type NewRelease = Omit<ReleaseWithManifestRow, "channels" | "notes" | "noteTranslations"> & { showcase: Showcase };

export async function insertRelease(tx: Tx, row: NewRelease): Promise<void> {
  await tx.run(
    `insert into catalog.release (id, integration_id, publisher_id, number, version_text, contract, manifest, artifact_digest, artifact_bytes,
       runtime, architecture, commit_id, ref, build_id, created_at, showcase, page)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, to_timestamp($15::float8 / 1000), $16, $17)`,
    [
      row.id,
      row.integrationId,
      row.publisherId,
      row.number,
      row.version,
      row.contract,
      JSON.stringify(row.manifest),
      row.artifactDigest,
      row.artifactBytes,
      JSON.stringify(row.runtime),
      row.architecture,
      row.commit,
      row.ref,
      row.buildId,
      row.createdAt,
      JSON.stringify(row.showcase),
      row.page,
    ],
  );
}

export function findRelease(tx: Tx, id: string, publisherId: string | null): Promise<ReleaseWithManifestRow | undefined> {
  return tx.row<ReleaseWithManifestRow>(
    `select ${columns}, r.manifest, r.page from catalog.release r where r.id = $1 and ($2::uuid is null or r.publisher_id = $2)`,
    [id, publisherId],
  );
}

export function findChannelRelease(tx: Tx, integrationId: string, channel: ChannelName): Promise<ReleaseWithManifestRow | undefined> {
  return tx.row<ReleaseWithManifestRow>(
    `select ${columns}, r.manifest, r.page from catalog.channel k join catalog.release r on r.id = k.release_id where k.integration_id = $1 and k.name = $2`,
    [integrationId, channel],
  );
}

/** What a release brings to its listing besides the text. */
export async function findShowcase(tx: Tx, releaseId: string): Promise<Showcase> {
  const row = await tx.row<{ showcase: Showcase }>("select showcase from catalog.release where id = $1", [releaseId]);
  return row?.showcase ?? noPictures;
}

/** Newest first, below release `after`. */
export function listReleaseRows(
  tx: Tx,
  filter: { integrationId: string; publisherId: string | null; after: string | null; limit: number },
): Promise<ReleaseRow[]> {
  return tx.rows<ReleaseRow>(
    `select ${columns} from catalog.release r
     where r.integration_id = $1 and ($2::uuid is null or r.publisher_id = $2)
       and ($3::uuid is null or r.number < (select number from catalog.release where id = $3 and integration_id = $1))
     order by r.number desc limit $4`,
    [filter.integrationId, filter.publisherId, filter.after, filter.limit],
  );
}

export async function countReleaseRows(tx: Tx, integrationId: string): Promise<number> {
  const row = await tx.row<{ count: number }>(
    "select count(*) as count from (select from catalog.release where integration_id = $1 limit 10001) as found",
    [integrationId],
  );
  return row?.count ?? 0;
}

export async function moveChannelRow(
  tx: Tx,
  move: { integrationId: string; publisherId: string; channel: ChannelName; releaseId: string; now: number },
): Promise<void> {
  await tx.run(
    `insert into catalog.channel (integration_id, publisher_id, name, release_id, moved_at) values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))
     on conflict (integration_id, name) do update set release_id = excluded.release_id, moved_at = excluded.moved_at`,
    [move.integrationId, move.publisherId, move.channel, move.releaseId, move.now],
  );
}

export async function rememberStable(
  tx: Tx,
  release: { integrationId: string; publisherId: string; id: string; number: number },
): Promise<void> {
  await tx.run(
    "insert into catalog.stable_release (integration_id, publisher_id, release_id, number) values ($1, $2, $3, $4) on conflict do nothing",
    [release.integrationId, release.publisherId, release.id, release.number],
  );
}

/** The highest release below `number` that was ever stable. */
export function findStableBefore(
  tx: Tx,
  integrationId: string,
  publisherId: string,
  number: number,
): Promise<{ releaseId: string } | undefined> {
  return tx.row(
    `select release_id as "releaseId" from catalog.stable_release where integration_id = $1 and publisher_id = $2 and number < $3 order by number desc limit 1`,
    [integrationId, publisherId, number],
  );
}
