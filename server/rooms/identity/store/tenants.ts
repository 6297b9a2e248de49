import type { Role, Tx } from "../../../base/index.ts";
import { customerColumns, type CustomerRow } from "./customers.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export interface HostRow {
  id: string;
  slug: string;
  name: string;
  look: Record<string, string>;
  origins: string[];
  /** Of the side it is seen from: its page that holds the marketplace, and who reads its customers' answers. */
  page: string | null;
  support: string | null;
  version: number;
  createdAt: number;
  sides: { id: string; kind: "test" | "live" }[];
}

const hostColumns = `h.id, h.slug, h.name, h.look, h.origins, null::text as page, null::text as support, h.version, h.created_at as "createdAt",
  (select jsonb_agg(jsonb_build_object('id', s.id, 'kind', s.kind) order by s.kind) from identity.side s where s.host_id = h.id) as sides`;

export function insertHost(tx: Tx, row: { id: string; slug: string; name: string; now: number }): Promise<number> {
  return tx.run(`insert into identity.host (id, slug, name, created_at) values ($1, $2, $3, ${at(4)}) on conflict (slug) do nothing`, [
    row.id,
    row.slug,
    row.name,
    row.now,
  ]);
}

export async function insertSide(tx: Tx, row: { id: string; hostId: string; kind: "test" | "live" }): Promise<void> {
  await tx.run("insert into identity.side (id, host_id, kind) values ($1, $2, $3)", [row.id, row.hostId, row.kind]);
}

export function findHost(tx: Tx, hostId: string): Promise<HostRow | undefined> {
  return tx.row<HostRow>(`select ${hostColumns} from identity.host h where h.id = $1`, [hostId]);
}

/** The host of a side, with the look that side wears. */
export function findHostOfSide(tx: Tx, sideId: string): Promise<HostRow | undefined> {
  const columns = hostColumns
    .replace("h.look,", "coalesce(o.look, h.look) as look,")
    .replace("null::text as page, null::text as support", "o.page, o.support");
  return tx.row<HostRow>(`select ${columns} from identity.host h join identity.side o on o.host_id = h.id where o.id = $1`, [sideId]);
}

/** Gives a test side a look of its own; undefined for any other side. */
export function saveTestLook(tx: Tx, sideId: string, look: object): Promise<{ id: string } | undefined> {
  return tx.row("update identity.side set look = $2 where id = $1 and kind = 'test' returning id", [sideId, JSON.stringify(look)]);
}

export interface ListInput {
  after: string | undefined;
  limit: number;
  like: string | undefined;
}

export function listHostRows(tx: Tx, input: ListInput): Promise<HostRow[]> {
  return tx.rows<HostRow>(
    `select ${hostColumns} from identity.host h
     where ($1::uuid is null or h.id < $1) and ($2::text is null or h.name ilike $2 or h.slug ilike $2) order by h.id desc limit $3`,
    [input.after ?? null, input.like ?? null, input.limit],
  );
}

export function updateHost(
  tx: Tx,
  row: { id: string; name: string | null; look: object | null; origins: string[] | null },
): Promise<{ version: number } | undefined> {
  return tx.row(
    `update identity.host set name = coalesce($2, name), look = coalesce($3, look), origins = coalesce($4, origins), version = version + 1
     where id = $1 returning version`,
    [row.id, row.name, row.look ? JSON.stringify(row.look) : null, row.origins],
  );
}

export interface PublisherRow {
  id: string;
  slug: string;
  name: string;
  createdAt: number;
}

export function insertPublisher(tx: Tx, row: { id: string; slug: string; name: string; now: number }): Promise<number> {
  return tx.run(`insert into identity.publisher (id, slug, name, created_at) values ($1, $2, $3, ${at(4)}) on conflict (slug) do nothing`, [
    row.id,
    row.slug,
    row.name,
    row.now,
  ]);
}

export async function insertAdmission(tx: Tx, row: { publisherId: string; hostId: string; now: number }): Promise<void> {
  await tx.run(`insert into identity.admission (publisher_id, host_id, admitted_at) values ($1, $2, ${at(3)}) on conflict do nothing`, [
    row.publisherId,
    row.hostId,
    row.now,
  ]);
}

export function listPublisherRows(tx: Tx, hostId: string | undefined, input: ListInput): Promise<PublisherRow[]> {
  return tx.rows<PublisherRow>(
    `select p.id, p.slug, p.name, p.created_at as "createdAt" from identity.publisher p
     where ($1::uuid is null or exists (select from identity.admission a where a.publisher_id = p.id and a.host_id = $1))
       and ($2::uuid is null or p.id < $2) and ($3::text is null or p.name ilike $3 or p.slug ilike $3) order by p.id desc limit $4`,
    [hostId ?? null, input.after ?? null, input.like ?? null, input.limit],
  );
}

export interface HostChoice {
  hostId: string;
  name: string;
  sides: { id: string; kind: "test" | "live" }[];
}

/** The hosts that admitted a publisher: where it may submit. */
export function listAdmittingHosts(tx: Tx, publisherId: string): Promise<HostChoice[]> {
  return tx.rows<HostChoice>(
    `select h.id as "hostId", h.name, (select jsonb_agg(jsonb_build_object('id', s.id, 'kind', s.kind) order by s.kind) from identity.side s where s.host_id = h.id) as sides
     from identity.admission a join identity.host h on h.id = a.host_id where a.publisher_id = $1 order by h.name`,
    [publisherId],
  );
}

export function listCustomerRows(
  tx: Tx,
  of: { sideId: string | undefined; hostId: string | undefined },
  input: ListInput,
): Promise<CustomerRow[]> {
  return tx.rows<CustomerRow>(
    `select ${customerColumns} from identity.customer
     where ($1::uuid is null or side_id = $1) and ($2::uuid is null or id < $2) and ($3::text is null or name ilike $3 or external_ref ilike $3)
       and ($5::uuid is null or side_id in (select id from identity.side where host_id = $5))
     order by id desc limit $4`,
    [of.sideId ?? null, input.after ?? null, input.like ?? null, input.limit, of.hostId ?? null],
  );
}

export interface SideKeyRow {
  id: string;
  kid: string;
  issuer: string;
  createdAt: number;
  revokedAt: number | null;
}

const keyColumns = `id, kid, issuer, created_at as "createdAt", revoked_at as "revokedAt"`;

export function insertSideKey(
  tx: Tx,
  row: { id: string; sideId: string; kid: string; issuer: string; jwk: object; now: number },
): Promise<SideKeyRow | undefined> {
  return tx.row<SideKeyRow>(
    `insert into identity.side_key (id, side_id, kid, issuer, jwk, created_at) values ($1, $2, $3, $4, $5, ${at(6)})
     on conflict (issuer, kid) do nothing returning ${keyColumns}`,
    [row.id, row.sideId, row.kid, row.issuer, JSON.stringify(row.jwk), row.now],
  );
}

export function listSideKeyRows(tx: Tx, sideId: string): Promise<SideKeyRow[]> {
  return tx.rows<SideKeyRow>(`select ${keyColumns} from identity.side_key where side_id = $1 order by id desc`, [sideId]);
}

/** @returns the key's issuer; undefined when it is not there or revoked */
export function revokeSideKeyRow(tx: Tx, sideId: string, keyId: string, now: number): Promise<{ issuer: string } | undefined> {
  return tx.row(
    `update identity.side_key set revoked_at = ${at(3)} where side_id = $1 and id = $2 and revoked_at is null returning issuer`,
    [sideId, keyId, now],
  );
}

export interface MemberRow {
  id: string;
  personId: string;
  name: string;
  email: string | null;
  role: string;
  since: number;
}

export interface TenantColumns {
  hostId: string | null;
  publisherId: string | null;
  customerId: string | null;
}

export function listMemberRows(tx: Tx, tenant: TenantColumns): Promise<MemberRow[]> {
  return tx.rows<MemberRow>(
    `select m.id, p.id as "personId", p.name, p.email, m.role, m.created_at as since
     from identity.membership m join identity.person p on p.id = m.person_id
     where m.ended_at is null and m.host_id is not distinct from $1 and m.publisher_id is not distinct from $2 and m.customer_id is not distinct from $3 order by m.id`,
    [tenant.hostId, tenant.publisherId, tenant.customerId],
  );
}

/** Ends a membership unless it is the last of its role; undefined when not there or the last owner. */
export function endMembershipRow(
  tx: Tx,
  membershipId: string,
  tenant: TenantColumns,
  now: number,
): Promise<{ personId: string } | undefined> {
  return tx.row(
    `update identity.membership m set ended_at = ${at(5)}
     where m.id = $1 and m.ended_at is null and m.host_id is not distinct from $2 and m.publisher_id is not distinct from $3 and m.customer_id is not distinct from $4
       and (m.role not in ('host_owner', 'publisher_owner') or exists (select from identity.membership o where o.id <> m.id and o.role = m.role and o.ended_at is null
         and o.host_id is not distinct from m.host_id and o.publisher_id is not distinct from m.publisher_id))
     returning m.person_id as "personId"`,
    [membershipId, tenant.hostId, tenant.publisherId, tenant.customerId, now],
  );
}

/** A person's roles in a tenant, those that ended too, shared until the transaction ends. */
export function holdMemberships(tx: Tx, personId: string, tenant: TenantColumns): Promise<{ role: Role; ended: boolean }[]> {
  return tx.rows(
    `select role, ended_at is not null as ended from identity.membership where person_id = $1 and num_nonnulls($2::uuid, $3::uuid, $4::uuid) = 1
       and host_id is not distinct from $2 and publisher_id is not distinct from $3 and customer_id is not distinct from $4 for share`,
    [personId, tenant.hostId, tenant.publisherId, tenant.customerId],
  );
}

export interface TokenRow {
  id: string;
  name: string;
  hint: string;
  roles: string[];
  readOnly: boolean;
  createdAt: number;
  expiresAt: number | null;
  lastUsedAt: number | null;
}

const tokenColumns = `id, name, hint, roles, read_only as "readOnly", created_at as "createdAt", expires_at as "expiresAt", last_used_at as "lastUsedAt"`;

export interface NewTokenRow extends TenantColumns {
  id: string;
  name: string;
  hash: Buffer;
  hint: string;
  roles: readonly string[];
  readOnly: boolean;
  createdBy: string | null;
  now: number;
  expiresAt: number | null;
}

export function insertToken(tx: Tx, row: NewTokenRow): Promise<TokenRow | undefined> {
  return tx.row<TokenRow>(
    `insert into identity.token (id, name, secret_hash, hint, roles, host_id, publisher_id, customer_id, created_by, created_at, expires_at, read_only)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, ${at(10)}, ${at(11)}, $12) returning ${tokenColumns}`,
    [
      row.id,
      row.name,
      row.hash,
      row.hint,
      row.roles,
      row.hostId,
      row.publisherId,
      row.customerId,
      row.createdBy,
      row.now,
      row.expiresAt,
      row.readOnly,
    ],
  );
}

/** Whose a token is, shared until the transaction ends; undefined once it is revoked. */
export function holdToken(tx: Tx, tokenId: string): Promise<{ createdBy: string | null } | undefined> {
  return tx.row(`select created_by as "createdBy" from identity.token where id = $1 and revoked_at is null for share`, [tokenId]);
}

/** Revokes what a person made in a tenant. */
export function revokeTokensMadeBy(tx: Tx, personId: string, tenant: TenantColumns, now: number): Promise<number> {
  return tx.run(
    `update identity.token set revoked_at = ${at(5)}
     where created_by = $1 and revoked_at is null and host_id is not distinct from $2 and publisher_id is not distinct from $3 and customer_id is not distinct from $4`,
    [personId, tenant.hostId, tenant.publisherId, tenant.customerId, now],
  );
}

export function listTokenRows(tx: Tx, tenant: TenantColumns): Promise<TokenRow[]> {
  return tx.rows<TokenRow>(
    `select ${tokenColumns} from identity.token
     where revoked_at is null and host_id is not distinct from $1 and publisher_id is not distinct from $2 and customer_id is not distinct from $3 order by id desc`,
    [tenant.hostId, tenant.publisherId, tenant.customerId],
  );
}

export function revokeTokenRow(tx: Tx, tokenId: string, tenant: TenantColumns, now: number): Promise<number> {
  return tx.run(
    `update identity.token set revoked_at = ${at(5)}
     where id = $1 and revoked_at is null and host_id is not distinct from $2 and publisher_id is not distinct from $3 and customer_id is not distinct from $4`,
    [tokenId, tenant.hostId, tenant.publisherId, tenant.customerId, now],
  );
}
