import type { Tx } from "../../base/index.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export interface ProviderRow {
  id: string;
  /** Null for the operator's. */
  hostId: string | null;
  sideId: string | null;
  name: string;
  issuer: string;
  clientId: string;
  secretId: string;
  version: number;
  createdAt: number;
}

const columns = `p.id, p.host_id as "hostId", p.side_id as "sideId", p.name, p.issuer, p.client_id as "clientId", p.secret_id as "secretId", p.version,
  p.created_at as "createdAt"`;

export async function insertProvider(tx: Tx, row: Omit<ProviderRow, "version">): Promise<boolean> {
  const count = await tx.run(
    `insert into signin.provider (id, host_id, side_id, name, issuer, client_id, secret_id, created_at) values ($1, $2, $3, $4, $5, $6, $7, ${at(8)})
     on conflict do nothing`,
    [row.id, row.hostId, row.sideId, row.name, row.issuer, row.clientId, row.secretId, row.createdAt],
  );
  return count === 1;
}

/** Those of a host, or the operator's. */
export function listProviderRows(tx: Tx, hostId: string | null): Promise<ProviderRow[]> {
  return tx.rows<ProviderRow>(
    `select ${columns} from signin.provider p where p.host_id is not distinct from $1 and p.removed_at is null order by p.id`,
    [hostId],
  );
}

/** What a sign-in page offers: the operator's, and those of the host it is for. */
export function listOffered(tx: Tx, hostSlug: string | null): Promise<ProviderRow[]> {
  return tx.rows<ProviderRow>(
    `select ${columns} from signin.provider p left join identity.v_side s on s.id = p.side_id
     where p.removed_at is null and (p.host_id is null or s.host_slug = $1) order by p.id`,
    [hostSlug],
  );
}

export function findProvider(tx: Tx, id: string): Promise<ProviderRow | undefined> {
  return tx.row<ProviderRow>(`select ${columns} from signin.provider p where p.id = $1 and p.removed_at is null`, [id]);
}

/** Locked until the transaction ends. */
export function lockProvider(tx: Tx, hostId: string | null, id: string): Promise<ProviderRow | undefined> {
  return tx.row<ProviderRow>(
    `select ${columns} from signin.provider p where p.id = $2 and p.host_id is not distinct from $1 and p.removed_at is null for update`,
    [hostId, id],
  );
}

/** @returns its new version */
export async function setClientSecret(tx: Tx, id: string, to: { secretId: string; sideId: string | null }): Promise<number> {
  const row = await tx.row<{ version: number }>(
    "update signin.provider set secret_id = $2, side_id = $3, version = version + 1 where id = $1 returning version",
    [id, to.secretId, to.sideId],
  );
  return row?.version ?? 0;
}

export function removeProviderRow(tx: Tx, hostId: string | null, id: string, now: number): Promise<ProviderRow | undefined> {
  return tx.row<ProviderRow>(
    `update signin.provider p set removed_at = ${at(3)}, version = version + 1
     where p.id = $2 and p.host_id is not distinct from $1 and p.removed_at is null returning ${columns}`,
    [hostId, id, now],
  );
}

export async function insertFlow(
  tx: Tx,
  row: { id: string; providerId: string; hash: Buffer; address: string; now: number; expiresAt: number },
): Promise<void> {
  await tx.run(
    `insert into signin.flow (id, provider_id, secret_hash, created_at, expires_at, address) values ($1, $2, $3, ${at(4)}, ${at(5)}, $6)`,
    [row.id, row.providerId, row.hash, row.now, row.expiresAt, row.address],
  );
}

export function countFlowsFrom(tx: Tx, address: string, since: number): Promise<{ count: number } | undefined> {
  return tx.row(`select count(*)::int as count from signin.flow where address = $1 and created_at > ${at(2)}`, [address, since]);
}

/** Takes a sign-in that is under way, once. */
export function takeFlow(tx: Tx, hash: Buffer, now: number): Promise<{ providerId: string } | undefined> {
  return tx.row(
    `update signin.flow set spent_at = ${at(2)} where secret_hash = $1 and spent_at is null and expires_at > ${at(2)} returning provider_id as "providerId"`,
    [hash, now],
  );
}

export function findSubject(tx: Tx, providerId: string, subject: string): Promise<{ personId: string } | undefined> {
  return tx.row(`select person_id as "personId" from signin.subject where provider_id = $1 and subject = $2`, [providerId, subject]);
}

export async function insertSubject(tx: Tx, row: { providerId: string; subject: string; personId: string; now: number }): Promise<void> {
  await tx.run(
    `insert into signin.subject (provider_id, subject, person_id, created_at) values ($1, $2, $3, ${at(4)}) on conflict do nothing`,
    [row.providerId, row.subject, row.personId, row.now],
  );
}

export function sweepFlows(tx: Tx, now: number): Promise<number> {
  return tx.run(`delete from signin.flow where expires_at < ${at(1)}`, [now]);
}
