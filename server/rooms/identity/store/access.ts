import type { Role, Tx } from "../../../base/index.ts";

/** SQL for a moment given as milliseconds since 1970 in parameter n. */
const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export interface CredentialRow {
  kind: "session" | "token";
  id: string;
  personId: string | null;
  name: string;
  email: string | null;
  roles: Role[];
  hostId: string | null;
  publisherId: string | null;
  customerId: string | null;
  /** May change nothing, whatever its roles say. */
  readOnly: boolean;
  /** Opens this host, or publisher, and nothing else, whatever its person may do. */
  onlyHost: string | null;
  onlyPublisher: string | null;
}

export function findSession(tx: Tx, hash: Buffer, now: number): Promise<CredentialRow | undefined> {
  return tx.row<CredentialRow>(
    `select 'session' as kind, s.id, p.id as "personId", p.name, p.email, '{}'::text[] as roles,
       null::uuid as "hostId", null::uuid as "publisherId", null::uuid as "customerId", false as "readOnly", s.only_host as "onlyHost", s.only_publisher as "onlyPublisher"
     from identity.session s join identity.person p on p.id = s.person_id
     where s.secret_hash = $1 and s.ended_at is null and s.expires_at > ${at(2)}`,
    [hash, now],
  );
}

/** Whose session of the consoles this is; a customer's person is known by its host's word alone, which is no proof here. */
export function findProvenPerson(
  tx: Tx,
  hash: Buffer,
  now: number,
): Promise<{ personId: string; onlyHost: string | null; onlyPublisher: string | null } | undefined> {
  return tx.row(
    `select s.person_id as "personId", s.only_host as "onlyHost", s.only_publisher as "onlyPublisher" from identity.session s join identity.person p on p.id = s.person_id
     where s.secret_hash = $1 and s.ended_at is null and s.expires_at > ${at(2)} and p.side_id is null`,
    [hash, now],
  );
}

export function findToken(tx: Tx, hash: Buffer, now: number): Promise<CredentialRow | undefined> {
  return tx.row<CredentialRow>(
    `update identity.token set last_used_at = ${at(2)}
     where secret_hash = $1 and revoked_at is null and (expires_at is null or expires_at > ${at(2)})
     returning 'token' as kind, id, null::uuid as "personId", name, null::text as email, roles,
       host_id as "hostId", publisher_id as "publisherId", customer_id as "customerId", read_only as "readOnly", null::uuid as "onlyHost", null::uuid as "onlyPublisher"`,
    [hash, now],
  );
}

export interface MembershipRow {
  role: Role;
  hostId: string | null;
  publisherId: string | null;
  customerId: string | null;
}

export function listRolesOf(tx: Tx, personId: string): Promise<MembershipRow[]> {
  return tx.rows<MembershipRow>(
    `select role, host_id as "hostId", publisher_id as "publisherId", customer_id as "customerId"
     from identity.membership where person_id = $1 and ended_at is null`,
    [personId],
  );
}

export interface PlaceRow {
  kind: "operator" | "side" | "publisher" | "customer";
  id: string | null;
  name: string;
  side: "test" | "live" | null;
  sideId: string | null;
  hostId: string | null;
  roles: Role[];
}

/** Where memberships lead: one row a tenant, a host counted once a side. */
export function listPlaces(tx: Tx, memberships: readonly MembershipRow[]): Promise<PlaceRow[]> {
  return tx.rows<PlaceRow>(
    `with m as (select * from jsonb_to_recordset($1) as m (role text, "hostId" uuid, "publisherId" uuid, "customerId" uuid))
     select 'operator' as kind, null::uuid as id, 'Operator' as name, null::text as side, null::uuid as "sideId", null::uuid as "hostId", array_agg(role) as roles
       from m where role = 'operator' having count(*) > 0
     union all
     select 'side', s.id, h.name, s.kind, s.id, h.id, array_agg(m.role)
       from m join identity.host h on h.id = m."hostId" join identity.side s on s.host_id = h.id group by s.id, s.kind, h.id, h.name
     union all
     select 'publisher', p.id, p.name, null, null, null, array_agg(m.role) from m join identity.publisher p on p.id = m."publisherId" group by p.id
     union all
     select 'customer', c.id, c.name, s.kind, c.side_id, s.host_id, array_agg(m.role)
       from m join identity.customer c on c.id = m."customerId" and c.closed_at is null join identity.side s on s.id = c.side_id group by c.id, s.kind, s.host_id`,
    [JSON.stringify(memberships)],
  );
}

export function findSide(tx: Tx, sideId: string): Promise<{ id: string; hostId: string; kind: "test" | "live" } | undefined> {
  return tx.row(`select id, host_id as "hostId", kind from identity.side where id = $1`, [sideId]);
}

export function findCustomer(
  tx: Tx,
  customerId: string,
): Promise<{ id: string; sideId: string; hostId: string; closed: boolean } | undefined> {
  return tx.row(
    `select c.id, c.side_id as "sideId", s.host_id as "hostId", c.closed_at is not null as closed from identity.customer c join identity.side s on s.id = c.side_id where c.id = $1`,
    [customerId],
  );
}

export async function insertSession(
  tx: Tx,
  row: {
    id: string;
    personId: string;
    hash: Buffer;
    now: number;
    expiresAt: number;
    onlyHost: string | null;
    onlyPublisher: string | null;
  },
): Promise<void> {
  await tx.run(
    `insert into identity.session (id, person_id, secret_hash, created_at, expires_at, only_host, only_publisher) values ($1, $2, $3, ${at(4)}, ${at(5)}, $6, $7)`,
    [row.id, row.personId, row.hash, row.now, row.expiresAt, row.onlyHost, row.onlyPublisher],
  );
}

export function endSession(tx: Tx, hash: Buffer, now: number): Promise<number> {
  return tx.run(`update identity.session set ended_at = ${at(2)} where secret_hash = $1 and ended_at is null`, [hash, now]);
}

/** Forgets sessions that expired before a moment: every start of a frame made one. */
export function sweepSessions(tx: Tx, before: number): Promise<number> {
  return tx.run(`delete from identity.session where expires_at < ${at(1)}`, [before]);
}

export async function insertPerson(
  tx: Tx,
  row: { id: string; email: string | null; name: string; sideId: string | null; subject: string | null; now: number },
): Promise<void> {
  await tx.run(`insert into identity.person (id, side_id, subject, email, name, created_at) values ($1, $2, $3, $4, $5, ${at(6)})`, [
    row.id,
    row.sideId,
    row.subject,
    row.email,
    row.name,
    row.now,
  ]);
}

/** Whether somebody other than `but` may act in a console under this e-mail. Nobody checks an address, so several may have it. */
export async function isEmailTaken(tx: Tx, email: string, but: string | null): Promise<boolean> {
  const found = await tx.row<{ mine: boolean | null; acts: boolean | null }>(
    `select bool_or(p.id = $2) as mine, bool_or(exists (select from identity.membership m where m.person_id = p.id and m.ended_at is null)) as acts
     from identity.person p where p.side_id is null and lower(p.email) = lower($1)`,
    [email, but],
  );
  return found?.acts === true && found.mine !== true;
}

/** The operator of this e-mail; of two who ask at once for one that is not there yet the second waits. */
export async function findOperator(tx: Tx, email: string): Promise<{ id: string } | undefined> {
  await tx.run("select pg_advisory_xact_lock(hashtextextended('operator ' || lower($1), 420))", [email]);
  return tx.row(
    `select p.id from identity.person p join identity.membership m on m.person_id = p.id and m.role = 'operator' and m.ended_at is null
     where p.side_id is null and lower(p.email) = lower($1) order by p.id limit 1`,
    [email],
  );
}

export interface MembershipInput {
  id: string;
  personId: string;
  role: Role;
  hostId?: string | undefined;
  publisherId?: string | undefined;
  customerId?: string | undefined;
  now: number;
}

export async function insertMembership(tx: Tx, row: MembershipInput): Promise<void> {
  await tx.run(
    `insert into identity.membership (id, person_id, role, host_id, publisher_id, customer_id, created_at)
     values ($1, $2, $3, $4, $5, $6, ${at(7)}) on conflict do nothing`,
    [row.id, row.personId, row.role, row.hostId ?? null, row.publisherId ?? null, row.customerId ?? null, row.now],
  );
}

export interface LinkRow {
  id: string;
  kind: "sign_in" | "invite";
  personId: string | null;
  role: Role | null;
  hostId: string | null;
  publisherId: string | null;
  publisherName: string | null;
  email: string | null;
}

export async function insertLink(
  tx: Tx,
  row: Omit<LinkRow, "personId"> & { personId: string | null; hash: Buffer; createdBy: string | null; now: number; expiresAt: number },
): Promise<void> {
  await tx.run(
    `insert into identity.link (id, kind, code_hash, person_id, role, host_id, publisher_id, publisher_name, email, created_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, ${at(11)}, ${at(12)})`,
    [
      row.id,
      row.kind,
      row.hash,
      row.personId,
      row.role,
      row.hostId,
      row.publisherId,
      row.publisherName,
      row.email,
      row.createdBy,
      row.now,
      row.expiresAt,
    ],
  );
}

/** Spends a link: of two at once one gets the row. */
export function spendLinkRow(tx: Tx, hash: Buffer, now: number): Promise<LinkRow | undefined> {
  return tx.row<LinkRow>(
    `update identity.link set spent_at = ${at(2)} where code_hash = $1 and spent_at is null and expires_at > ${at(2)}
     returning id, kind, person_id as "personId", role, host_id as "hostId", publisher_id as "publisherId", publisher_name as "publisherName", email`,
    [hash, now],
  );
}

export async function noteSpentBy(tx: Tx, linkId: string, personId: string): Promise<void> {
  await tx.run("update identity.link set spent_by = $2 where id = $1", [linkId, personId]);
}

export async function useJti(tx: Tx, sideId: string, jti: string, expiresAt: number): Promise<boolean> {
  return (
    (await tx.run(`insert into identity.used_jti (side_id, jti, expires_at) values ($1, $2, ${at(3)}) on conflict do nothing`, [
      sideId,
      jti,
      expiresAt,
    ])) === 1
  );
}

export function sweepJtis(tx: Tx, now: number): Promise<number> {
  return tx.run(`delete from identity.used_jti where expires_at < ${at(1)}`, [now]);
}

export function findLiveKey(tx: Tx, issuer: string, kid: string): Promise<{ sideId: string; jwk: Record<string, unknown> } | undefined> {
  return tx.row(`select side_id as "sideId", jwk from identity.side_key where issuer = $1 and kid = $2 and revoked_at is null`, [
    issuer,
    kid,
  ]);
}

/** The language the person chose; notes what the host's page speaks where it is news. */
export async function meetLanguage(tx: Tx, personId: string, page: "en" | "de" | undefined): Promise<"en" | "de" | null> {
  if (page !== undefined)
    await tx.run("update identity.person set page_language = $2 where id = $1 and page_language is distinct from $2", [personId, page]);
  return (
    (await tx.row<{ language: "en" | "de" | null }>("select language from identity.person where id = $1", [personId]))?.language ?? null
  );
}

export async function saveLanguage(tx: Tx, personId: string, language: "en" | "de" | null): Promise<void> {
  await tx.run("update identity.person set language = $2 where id = $1", [personId, language]);
}
