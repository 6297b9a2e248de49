import type { Tx } from "../../../base/index.ts";

export interface ReleaseRefRow {
  id: string;
  number: number;
  version: string;
}

export interface IntegrationRow {
  id: string;
  publisherId: string;
  slug: string;
  name: string;
  version: number;
  createdAt: number;
  stable: ReleaseRefRow | null;
  latest: ReleaseRefRow | null;
}

const ref = (channel: string) =>
  `(select jsonb_build_object('id', r.id, 'number', r.number, 'version', r.version_text)
    from catalog.channel c join catalog.release r on r.id = c.release_id where c.integration_id = i.id and c.name = '${channel}') as ${channel}`;

const columns = `i.id, i.publisher_id as "publisherId", i.slug, i.name, i.version, i.created_at as "createdAt", ${ref("stable")}, ${ref("latest")}`;

export async function insertIntegration(
  tx: Tx,
  row: { id: string; publisherId: string; slug: string; name: string; now: number },
): Promise<boolean> {
  const count = await tx.run(
    `insert into catalog.integration (id, publisher_id, slug, name, created_at) values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))
     on conflict (publisher_id, slug) do nothing`,
    [row.id, row.publisherId, row.slug, row.name, row.now],
  );
  return count === 1;
}

export function findIntegration(tx: Tx, id: string, publisherId: string | null): Promise<IntegrationRow | undefined> {
  return tx.row<IntegrationRow>(
    `select ${columns} from catalog.integration i where i.id = $1 and ($2::uuid is null or i.publisher_id = $2)`,
    [id, publisherId],
  );
}

/** Engine scope only: a path names its publisher and integration by slug. */
export function findIntegrationBySlugs(
  tx: Tx,
  publisherSlug: string,
  slug: string,
): Promise<{ id: string; publisherId: string } | undefined> {
  return tx.row(
    `select i.id, i.publisher_id as "publisherId" from identity.v_publisher p join catalog.integration i on i.publisher_id = p.id where p.slug = $1 and i.slug = $2`,
    [publisherSlug, slug],
  );
}

export function renameIntegrationRow(tx: Tx, id: string, publisherId: string, name: string): Promise<{ version: number } | undefined> {
  return tx.row("update catalog.integration set name = $3, version = version + 1 where id = $1 and publisher_id = $2 returning version", [
    id,
    publisherId,
    name,
  ]);
}

/** Newest first, below `after`; `q` is found in name and slug. */
export function listIntegrationRows(
  tx: Tx,
  filter: { publisherId: string | null; q: string | null; after: string | null; limit: number },
): Promise<IntegrationRow[]> {
  return tx.rows<IntegrationRow>(
    `select ${columns} from catalog.integration i
     where ($1::uuid is null or i.publisher_id = $1) and ($2::uuid is null or i.id < $2)
       and ($3::text is null or position(lower($3) in lower(i.name)) > 0 or position(lower($3) in i.slug) > 0)
     order by i.id desc limit $4`,
    [filter.publisherId, filter.after, filter.q, filter.limit],
  );
}

export async function countIntegrationRows(tx: Tx, publisherId: string | null, q: string | null): Promise<number> {
  const row = await tx.row<{ count: number }>(
    `select count(*) as count from (select from catalog.integration i where ($1::uuid is null or i.publisher_id = $1)
       and ($2::text is null or position(lower($2) in lower(i.name)) > 0 or position(lower($2) in i.slug) > 0) limit 10001) as found`,
    [publisherId, q],
  );
  return row?.count ?? 0;
}

/** Locks the integration and takes its next release number. */
export function takeReleaseNumber(tx: Tx, id: string, publisherId: string): Promise<{ number: number } | undefined> {
  return tx.row(
    "update catalog.integration set last_release = last_release + 1, version = version + 1 where id = $1 and publisher_id = $2 returning last_release as number",
    [id, publisherId],
  );
}

/** Locks the integration for a move of a channel and raises its counter. */
export function touchIntegration(tx: Tx, id: string, publisherId: string): Promise<{ version: number } | undefined> {
  return tx.row("update catalog.integration set version = version + 1 where id = $1 and publisher_id = $2 returning version", [
    id,
    publisherId,
  ]);
}

export function findPublisher(tx: Tx, id: string): Promise<{ id: string; slug: string; name: string } | undefined> {
  return tx.row("select id, slug, name from identity.v_publisher where id = $1", [id]);
}
