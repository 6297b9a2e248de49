import type { Tx } from "../../base/index.ts";
import type { Owner } from "./provider-owner.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export interface ProviderRow extends Owner {
  id: string;
  sideId: string | null;
  name: string;
  issuer: string;
  clientId: string;
  secretId: string;
  version: number;
  createdAt: number;
}

/**
 * A publisher's issuer stands with a word before it: a server older than publishers' providers, beside this one, would take theirs for the operator's,
 * and can so ask nobody by it.
 */
const ofPublisher = "publisher's ";
/** Stands in the index for the operator. */
const nobody = "00000000-0000-0000-0000-000000000000";
const columns = `p.id, p.host_id as "hostId", p.publisher_id as "publisherId", p.side_id as "sideId", p.name,
  case when p.publisher_id is null then p.issuer else substr(p.issuer, ${ofPublisher.length + 1}) end as issuer, p.client_id as "clientId", p.secret_id as "secretId", p.version,
  p.created_at as "createdAt"`;

export async function insertProvider(tx: Tx, row: Omit<ProviderRow, "version">): Promise<boolean> {
  const count = await tx.run(
    `insert into signin.provider (id, host_id, side_id, name, issuer, client_id, secret_id, created_at, publisher_id) values ($1, $2, $3, $4, $5, $6, $7, ${at(8)}, $9)
     on conflict do nothing`,
    [
      row.id,
      row.hostId,
      row.sideId,
      row.name,
      row.publisherId === null ? row.issuer : `${ofPublisher}${row.issuer}`,
      row.clientId,
      row.secretId,
      row.createdAt,
      row.publisherId,
    ],
  );
  return count === 1;
}

const owned = "p.host_id is not distinct from $1 and p.publisher_id is not distinct from $2 and p.removed_at is null";

/** Of two that add one to the same owner's at once, the second counts what the first added. */
export async function lockProvidersOf(tx: Tx, { hostId, publisherId }: Owner): Promise<void> {
  await tx.run("select pg_advisory_xact_lock(hashtextextended('sign-in providers ' || $1, 436))", [hostId ?? publisherId ?? "operator"]);
}

/** Those of a host or publisher, or the operator's. */
export function listProviderRows(tx: Tx, { hostId, publisherId }: Owner): Promise<ProviderRow[]> {
  return tx.rows<ProviderRow>(`select ${columns} from signin.provider p where ${owned} order by p.id`, [hostId, publisherId]);
}

/** What a sign-in page offers: the operator's, and those of the host or publisher it is for. */
export function listOffered(
  tx: Tx,
  { hostSlug, publisherId }: { hostSlug: string | null; publisherId: string | null },
): Promise<ProviderRow[]> {
  // By the index of (owner, issuer): whoever asks is not signed in, and owners may be many.
  return tx.rows<ProviderRow>(
    `select ${columns} from signin.provider p where p.removed_at is null
       and coalesce(p.host_id, p.publisher_id, '${nobody}') = any (array['${nobody}', $2, (select s.host_id from identity.v_side s where s.host_slug = $1 limit 1)]::uuid[])
     order by p.id limit 30`,
    [hostSlug, publisherId],
  );
}

export function findProvider(tx: Tx, id: string): Promise<ProviderRow | undefined> {
  return tx.row<ProviderRow>(`select ${columns} from signin.provider p where p.id = $1 and p.removed_at is null`, [id]);
}

/** Locked until the transaction ends. */
export function lockProvider(tx: Tx, { hostId, publisherId }: Owner, id: string): Promise<ProviderRow | undefined> {
  return tx.row<ProviderRow>(`select ${columns} from signin.provider p where p.id = $3 and ${owned} for update`, [hostId, publisherId, id]);
}

/** @returns its new version */
export async function setClientSecret(tx: Tx, id: string, to: { secretId: string; sideId: string | null }): Promise<number> {
  const row = await tx.row<{ version: number }>(
    "update signin.provider set secret_id = $2, side_id = $3, version = version + 1 where id = $1 returning version",
    [id, to.secretId, to.sideId],
  );
  return row?.version ?? 0;
}

export function removeProviderRow(tx: Tx, { hostId, publisherId }: Owner, id: string, now: number): Promise<ProviderRow | undefined> {
  return tx.row<ProviderRow>(
    `update signin.provider p set removed_at = ${at(4)}, version = version + 1 where p.id = $3 and ${owned} returning ${columns}`,
    [hostId, publisherId, id, now],
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
