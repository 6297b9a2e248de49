import type { Role, Tx } from "../../../base/index.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

/** What a host says of a customer: left out stays, null takes away. */
export interface CustomerWord {
  name: string;
  tier?: string | null | undefined;
  /** Uuids. */
  hiddenListings?: readonly string[] | undefined;
  installCap?: number | null | undefined;
}

export interface SavedCustomer {
  id: string;
  version: number;
  /** Null for a new one. */
  versionBefore: number | null;
  closedAt: number | null;
}

/** Makes or changes the customer of (side, ref), whose row is locked from then on until the transaction ends. */
export function upsertCustomer(
  tx: Tx,
  row: CustomerWord & { id: string; sideId: string; externalRef: string; now: number },
): Promise<SavedCustomer | undefined> {
  const { tier, hiddenListings, installCap } = row;
  const word = `(excluded.name, case when $9 then excluded.tier else customer.tier end,
    case when $10 then excluded.hidden_listings else customer.hidden_listings end, case when $11 then excluded.install_cap else customer.install_cap end)`;
  return tx.row<SavedCustomer>(
    `insert into identity.customer (id, side_id, external_ref, name, created_at, tier, hidden_listings, install_cap)
     values ($1, $2, $3, $4, ${at(5)}, $6, coalesce($7::uuid[], '{}'), $8)
     on conflict (side_id, external_ref) do update set (name, tier, hidden_listings, install_cap) = row ${word},
       version = customer.version + ((customer.name, customer.tier, customer.hidden_listings, customer.install_cap) is distinct from ${word})::int
     returning id, version, closed_at as "closedAt",
       (select o.version from identity.customer o where o.side_id = $2 and o.external_ref = $3) as "versionBefore"`,
    [
      row.id,
      row.sideId,
      row.externalRef,
      row.name,
      row.now,
      tier ?? null,
      hiddenListings ?? null,
      installCap ?? null,
      tier !== undefined,
      hiddenListings !== undefined,
      installCap !== undefined,
    ],
  );
}

export interface CustomerRow {
  id: string;
  sideId: string;
  externalRef: string;
  name: string;
  tier: string | null;
  hiddenListings: string[];
  installCap: number | null;
  closedAt: number | null;
  version: number;
  createdAt: number;
}

export const customerColumns = `id, side_id as "sideId", external_ref as "externalRef", name, tier, hidden_listings as "hiddenListings",
  install_cap as "installCap", closed_at as "closedAt", version, created_at as "createdAt"`;

/** By the host's own id for it, or by ours. `lock` holds it until the transaction ends, against sign-ins at the same moment. */
export function findCustomerOfSide(
  tx: Tx,
  sideId: string,
  ref: { externalRef: string; id: string | undefined },
  lock = false,
): Promise<CustomerRow | undefined> {
  return tx.row<CustomerRow>(
    `select ${customerColumns} from identity.customer where side_id = $1 and (external_ref = $2 or id = $3) order by external_ref = $2 desc limit 1${lock ? " for update" : ""}`,
    [sideId, ref.externalRef, ref.id ?? null],
  );
}

/** @param closedAt undefined opens it again. @returns undefined when it was so already */
export function closeCustomerRow(tx: Tx, id: string, closedAt: number | undefined): Promise<{ version: number } | undefined> {
  return tx.row(
    `update identity.customer set closed_at = ${at(2)}, version = version + 1 where id = $1 and (closed_at is null) = ($2::float8 is not null) returning version`,
    [id, closedAt ?? null],
  );
}

/** Shares the customer's row until the transaction ends, so that it is closed before or after it. */
export function holdCustomer(tx: Tx, id: string): Promise<{ closed: boolean } | undefined> {
  return tx.row("select closed_at is not null as closed from identity.customer where id = $1 for share", [id]);
}

/** A customer's name, and the address of one of its people. */
export function findSignedIn(
  tx: Tx,
  customerId: string,
  personId: string | null,
): Promise<{ customerName: string; email: string | null } | undefined> {
  return tx.row(
    `select c.name as "customerName", p.email from identity.customer c
       left join identity.person p on p.id = $2
         and exists (select from identity.membership m where m.person_id = p.id and m.customer_id = c.id and m.ended_at is null)
       where c.id = $1`,
    [customerId, personId],
  );
}

export interface Allowance {
  tier: string | null;
  hiddenListings: string[];
  installCap: number | null;
  hostName: string;
  groups: string[];
}

/** What the host allows a customer, and the groups of the person who asks, if one does. */
export function findAllowance(tx: Tx, customerId: string, personId: string | null): Promise<Allowance | undefined> {
  return tx.row<Allowance>(
    `select c.tier, c.hidden_listings as "hiddenListings", c.install_cap as "installCap", coalesce(h.name, '') as "hostName",
       coalesce((select m.groups from identity.membership m where m.customer_id = c.id and m.person_id = $2 and m.ended_at is null limit 1), '{}') as groups
     from identity.customer c left join identity.side s on s.id = c.side_id left join identity.host h on h.id = s.host_id where c.id = $1`,
    [customerId, personId],
  );
}

/** The person of (side, subject), made, or renamed where a name is given. */
export function upsertHostPerson(
  tx: Tx,
  row: { id: string; sideId: string; subject: string; email: string | null | undefined; name: string | undefined; now: number },
): Promise<{ id: string } | undefined> {
  return tx.row(
    `insert into identity.person (id, side_id, subject, email, name, created_at) values ($1, $2, $3, $4, coalesce($5, $3), ${at(6)})
     on conflict (side_id, subject) where side_id is not null
       do update set name = coalesce($5, person.name), email = case when $7 then excluded.email else person.email end returning id`,
    [row.id, row.sideId, row.subject, row.email ?? null, row.name ?? null, row.now, row.email !== undefined],
  );
}

export function findPersonOfSide(tx: Tx, sideId: string, subject: string): Promise<{ id: string } | undefined> {
  return tx.row("select id from identity.person where side_id = $1 and subject = $2", [sideId, subject]);
}

export async function isBarred(tx: Tx, personId: string, customerId: string): Promise<boolean> {
  const found = await tx.row(
    "select 1 from identity.membership where person_id = $1 and customer_id = $2 and barred_at is not null limit 1",
    [personId, customerId],
  );
  return found !== undefined;
}

export function findCustomerRole(tx: Tx, personId: string, customerId: string): Promise<{ role: Role } | undefined> {
  return tx.row("select role from identity.membership where person_id = $1 and customer_id = $2 and ended_at is null limit 1", [
    personId,
    customerId,
  ]);
}

/** Whether a person comes to a customer anew: not seen to come since `before`. */
export async function noteArrival(
  tx: Tx,
  of: { personId: string; customerId: string },
  { now, before }: { now: number; before: number },
): Promise<boolean> {
  const came = await tx.run(
    `update identity.membership set arrived_at = ${at(3)} where person_id = $1 and customer_id = $2 and ended_at is null
       and (arrived_at is null or arrived_at < ${at(4)})`,
    [of.personId, of.customerId, now, before],
  );
  return came > 0;
}

/** A customer's person holds exactly one role: others end. */
export async function endOtherCustomerRoles(tx: Tx, personId: string, customerId: string, keep: Role, now: number): Promise<void> {
  await tx.run(
    `update identity.membership set ended_at = ${at(4)} where person_id = $1 and customer_id = $2 and role <> $3 and ended_at is null`,
    [personId, customerId, keep, now],
  );
}

export async function setGroups(tx: Tx, personId: string, customerId: string, groups: readonly string[]): Promise<void> {
  await tx.run("update identity.membership set groups = $3 where person_id = $1 and customer_id = $2 and ended_at is null", [
    personId,
    customerId,
    groups,
  ]);
}

/** Ends every role of a person at a customer, for good. @returns how many rows there were */
export function barPerson(tx: Tx, personId: string, customerId: string, now: number): Promise<number> {
  return tx.run(
    `update identity.membership set ended_at = coalesce(ended_at, ${at(3)}), barred_at = ${at(3)} where person_id = $1 and customer_id = $2`,
    [personId, customerId, now],
  );
}

export async function unbarPerson(tx: Tx, personId: string, customerId: string): Promise<void> {
  await tx.run("update identity.membership set barred_at = null where person_id = $1 and customer_id = $2 and barred_at is not null", [
    personId,
    customerId,
  ]);
}

/** Sessions of people of this customer that have no role left anywhere. */
export function endIdleSessions(tx: Tx, customerId: string, now: number): Promise<number> {
  return tx.run(
    `update identity.session s set ended_at = ${at(2)} where s.ended_at is null and s.expires_at > ${at(2)}
       and exists (select from identity.membership m where m.person_id = s.person_id and m.customer_id = $1)
       and not exists (select from identity.membership o join identity.customer c on c.id = o.customer_id
         where o.person_id = s.person_id and o.ended_at is null and c.closed_at is null)`,
    [customerId, now],
  );
}

/** Tokens of a customer that one person made, or all of them. */
export function revokeCustomerTokens(tx: Tx, customerId: string, madeBy: string | null, now: number): Promise<number> {
  return tx.run(
    `update identity.token set revoked_at = ${at(3)} where customer_id = $1 and revoked_at is null and ($2::uuid is null or created_by = $2)`,
    [customerId, madeBy, now],
  );
}

export interface CustomerPersonRow {
  personId: string;
  subject: string;
  name: string;
  email: string | null;
  role: Role;
  groups: string[];
  since: number;
  endedAt: number | null;
}

/** Everyone who has or had a role at a customer, or the one given, each with the latest. */
export function listCustomerPeople(tx: Tx, customerId: string, personId?: string): Promise<CustomerPersonRow[]> {
  return tx.rows<CustomerPersonRow>(
    `select * from (select distinct on (p.id) p.id as "personId", p.subject, p.name, p.email, m.role, m.groups, m.created_at as since, m.ended_at as "endedAt"
       from identity.membership m join identity.person p on p.id = m.person_id where m.customer_id = $1 and p.subject is not null and ($2::uuid is null or p.id = $2)
       order by p.id, m.ended_at is null desc, m.id desc) found order by found.since desc limit 1000`,
    [customerId, personId ?? null],
  );
}
