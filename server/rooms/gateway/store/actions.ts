import type { CallWay } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";
import type { Closed } from "../document/read-actions.ts";
import type { DeclaredAction } from "../document/read-document.ts";
import type { HostWords } from "../document/read-words.ts";

export interface ApiRow {
  sideId: string;
  base: string;
  title: string;
  versionText: string;
  digest: string;
  closed: Closed[];
  words: HostWords | null;
  way: CallWay;
  header: string;
  prefix: string;
  version: number;
  declaredAt: number;
}

const apiColumns = `side_id as "sideId", base, title, version_text as "versionText", digest, closed, words, way, header, prefix, version, declared_at as "declaredAt"`;
const actionColumns = "name, method, path, title, text, scopes";

export function findApi(tx: Tx, sideId: string): Promise<ApiRow | undefined> {
  return tx.row<ApiRow>(`select ${apiColumns} from gateway.api where side_id = $1`, [sideId]);
}

/** Two uploads at once follow each other. */
export function lockApi(tx: Tx, sideId: string): Promise<ApiRow | undefined> {
  return tx.row<ApiRow>(`select ${apiColumns} from gateway.api where side_id = $1 for update`, [sideId]);
}

/** @returns undefined when another upload came first */
export function putApi(
  tx: Tx,
  row: Pick<ApiRow, "sideId" | "base" | "title" | "versionText" | "digest" | "closed" | "words"> & { now: number; version: number },
): Promise<ApiRow | undefined> {
  return tx.row<ApiRow>(
    `insert into gateway.api as a (side_id, base, title, version_text, digest, declared_at, closed, words)
       values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), $8::jsonb, $9::jsonb)
     on conflict (side_id) do update set base = excluded.base, title = excluded.title, version_text = excluded.version_text, digest = excluded.digest,
       declared_at = excluded.declared_at, closed = excluded.closed, words = excluded.words, version = a.version + 1 where a.version = $7
     returning ${apiColumns}`,
    [
      row.sideId,
      row.base,
      row.title,
      row.versionText,
      row.digest,
      row.now,
      row.version,
      JSON.stringify(row.closed),
      row.words && JSON.stringify(row.words),
    ],
  );
}

/** Writes what is given and raises the counter. */
export function editApi(
  tx: Tx,
  row: { sideId: string; base: string | null; way: CallWay | null; header: string | null; prefix: string | null },
): Promise<ApiRow | undefined> {
  return tx.row<ApiRow>(
    `update gateway.api set base = coalesce($2, base), way = coalesce($3, way), header = coalesce($4, header), prefix = coalesce($5, prefix),
       version = version + 1 where side_id = $1 returning ${apiColumns}`,
    [row.sideId, row.base, row.way, row.header, row.prefix],
  );
}

export async function replaceActions(tx: Tx, sideId: string, actions: readonly DeclaredAction[]): Promise<void> {
  await tx.run("delete from gateway.action where side_id = $1", [sideId]);
  await tx.run(
    `insert into gateway.action (side_id, name, method, path, title, text, scopes)
     select $1, a.name, a.method, a.path, a.title, a.text, a.scopes
     from jsonb_to_recordset($2::jsonb) as a (name text, method text, path text, title text, text text, scopes text[])`,
    [sideId, JSON.stringify(actions)],
  );
}

/** All of a side's, or those of these names. */
export function listActionRows(tx: Tx, sideId: string, names: readonly string[] | null = null): Promise<DeclaredAction[]> {
  return tx.rows<DeclaredAction>(
    `select ${actionColumns} from gateway.action where side_id = $1 and ($2::text[] is null or name = any($2)) order by name`,
    [sideId, names],
  );
}

export function findWords(tx: Tx, sideId: string): Promise<{ words: HostWords | null } | undefined> {
  return tx.row("select words from gateway.api where side_id = $1", [sideId]);
}

export interface PlacedActionRow extends DeclaredAction {
  sideId: string;
  host: string;
  side: "test" | "live";
}

/** Of every side that the reader may see; an operator names one. */
export function listPlacedActions(tx: Tx, sideId: string | null): Promise<PlacedActionRow[]> {
  return tx.rows<PlacedActionRow>(
    `select a.side_id as "sideId", s.host_slug as host, s.kind as side, a.name, a.method, a.path, a.title, a.text, a.scopes
     from gateway.action a join identity.v_side s on s.id = a.side_id where $1::uuid is null or a.side_id = $1 order by s.host_slug, s.kind, a.name`,
    [sideId],
  );
}

/** What a side is called in addresses. */
export interface SidePlaceRow {
  host: string;
  side: "test" | "live";
}

export function findSidePlace(tx: Tx, sideId: string): Promise<SidePlaceRow | undefined> {
  return tx.row<SidePlaceRow>("select host_slug as host, kind as side from identity.v_side where id = $1", [sideId]);
}

/** A side that has declared an API. */
export function findDeclaredSide(tx: Tx, { host, side }: SidePlaceRow): Promise<{ sideId: string } | undefined> {
  return tx.row(
    `select s.id as "sideId" from identity.v_side s join gateway.api a on a.side_id = s.id where s.host_slug = $1 and s.kind = $2`,
    [host, side],
  );
}
