import type { Tx } from "../../../base/index.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export interface DomainRow {
  id: string;
  sideId: string;
  name: string;
  proof: string;
  provenAt: number | null;
  leadsAt: number | null;
  ledAt: number | null;
  failingAt: number | null;
  problem: string | null;
  fix: string | null;
  checkedAt: number | null;
  version: number;
  createdAt: number;
}

const columns = `id, side_id as "sideId", name, proof, proven_at as "provenAt", leads_at as "leadsAt", led_at as "ledAt", failing_at as "failingAt", problem, fix,
  checked_at as "checkedAt", version, created_at as "createdAt"`;

/** Looked at first in a minute: its record is not set before. @returns undefined when the side has it already */
export function insertDomain(
  tx: Tx,
  row: { id: string; sideId: string; name: string; proof: string; now: number },
): Promise<DomainRow | undefined> {
  return tx.row<DomainRow>(
    `insert into identity.domain (id, side_id, name, proof, due_at, created_at) values ($1, $2, $3, $4, ${at(5)} + interval '1 minute', ${at(5)})
     on conflict (side_id, name) do nothing returning ${columns}`,
    [row.id, row.sideId, row.name, row.proof, row.now],
  );
}

/** The first made first. */
export function listDomainRows(tx: Tx, sideId: string): Promise<DomainRow[]> {
  return tx.rows<DomainRow>(`select ${columns} from identity.domain where side_id = $1 order by id limit 100`, [sideId]);
}

export function findDomainRow(tx: Tx, sideId: string, id: string): Promise<DomainRow | undefined> {
  return tx.row<DomainRow>(`select ${columns} from identity.domain where side_id = $1 and id = $2`, [sideId, id]);
}

export function deleteDomain(tx: Tx, sideId: string, id: string): Promise<{ name: string; version: number } | undefined> {
  return tx.row("delete from identity.domain where side_id = $1 and id = $2 returning name, version", [sideId, id]);
}

/** Who counts a side's names to add one comes after who is adding one. */
export async function lockDomains(tx: Tx, sideId: string): Promise<void> {
  await tx.run("select pg_advisory_xact_lock(hashtextextended('domains of ' || $1, 423))", [sideId]);
}

/** Takes the right to look at it now: none when somebody looked since. */
export async function claimDomain(tx: Tx, row: { sideId: string; id: string; now: number; unlessSince: number }): Promise<boolean> {
  const claimed = await tx.run(
    `update identity.domain set checked_at = ${at(3)} where side_id = $1 and id = $2 and (checked_at is null or checked_at <= ${at(4)})`,
    [row.sideId, row.id, row.now, row.unlessSince],
  );
  return claimed === 1;
}

/** Engine scope: what is to be looked at, out of everybody else's way until `until`. */
export function claimDueDomains(tx: Tx, input: { now: number; until: number; limit: number }): Promise<DomainRow[]> {
  return tx.rows<DomainRow>(
    `update identity.domain set due_at = ${at(2)} where id in
       (select id from identity.domain where due_at <= ${at(1)} order by due_at limit $3 for update skip locked) returning ${columns}`,
    [input.now, input.until, input.limit],
  );
}

/** Engine scope: the row as it is, and everybody who could prove the name meanwhile waits. */
export async function holdDomain(tx: Tx, id: string, name: string): Promise<DomainRow | undefined> {
  await tx.run("select pg_advisory_xact_lock(hashtextextended('domain ' || $1, 423))", [name]);
  return tx.row<DomainRow>(`select ${columns} from identity.domain where id = $1 for update`, [id]);
}

/** Engine scope: who else has proven the name. */
export function findRival(tx: Tx, id: string, name: string): Promise<DomainRow | undefined> {
  return tx.row<DomainRow>(`select ${columns} from identity.domain where name = $2 and id <> $1 and proven_at is not null for update`, [
    id,
    name,
  ]);
}

/** Engine scope: who has proven the name and is not known to have lost its record. */
export function findHolder(tx: Tx, id: string, name: string): Promise<DomainRow | undefined> {
  return tx.row<DomainRow>(
    `select ${columns} from identity.domain where name = $2 and id <> $1 and proven_at is not null and failing_at is null`,
    [id, name],
  );
}

export interface DomainChange {
  provenAt: number | null;
  leadsAt: number | null;
  ledAt: number | null;
  failingAt: number | null;
  problem: string | null;
  fix: string | null;
  dueAt: number;
}

/** Engine scope: what a look found. */
export function settleDomain(tx: Tx, id: string, change: DomainChange, now: number): Promise<DomainRow | undefined> {
  return tx.row<DomainRow>(
    `update identity.domain set proven_at = ${at(2)}, leads_at = ${at(3)}, failing_at = ${at(4)}, problem = $5, fix = $6, due_at = ${at(7)}, checked_at = ${at(8)}, led_at = ${at(9)},
       version = version + 1 where id = $1 returning ${columns}`,
    [id, change.provenAt, change.leadsAt, change.failingAt, change.problem, change.fix, change.dueAt, now, change.ledAt],
  );
}

export interface ServedRow {
  name: string;
  proof: string;
  sideId: string;
  hostId: string;
}

/** Engine scope: every name that is served. */
export function listServed(tx: Tx): Promise<ServedRow[]> {
  return tx.rows<ServedRow>(
    `select d.name, d.proof, d.side_id as "sideId", s.host_id as "hostId" from identity.domain d join identity.side s on s.id = d.side_id where d.proven_at is not null`,
  );
}

/** The names that sides' links lead to: of each the one that leads here the longest. */
export function listMain(tx: Tx, sideIds: readonly string[]): Promise<{ sideId: string; name: string }[]> {
  return tx.rows<{ sideId: string; name: string }>(
    `select distinct on (side_id) side_id as "sideId", name from identity.domain where side_id = any($1::uuid[]) and leads_at is not null
     order by side_id, leads_at, id`,
    [sideIds],
  );
}

/** The name that the last look, no older than `since`, found right in everything: of several the one that leads here the longest. */
export function findSureName(tx: Tx, sideId: string, since: number): Promise<{ name: string } | undefined> {
  return tx.row(
    `select name from identity.domain where side_id = $1 and leads_at is not null and failing_at is null and problem is null and led_at > ${at(2)}
     order by leads_at, id limit 1`,
    [sideId, since],
  );
}

/** Engine scope: the names a side is served at, with whether links lead there. */
export function listProvenNames(tx: Tx, sideId: string): Promise<{ name: string; leads: boolean }[]> {
  return tx.rows(
    "select name, leads_at is not null as leads from identity.domain where side_id = $1 and proven_at is not null order by id",
    [sideId],
  );
}
