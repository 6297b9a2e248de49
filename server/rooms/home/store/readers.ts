import { arrayOf, firstIdOf, saidIn, type Tx } from "../../../base/index.ts";
import type { Called } from "../../installs/index.ts";
import type { NoticeKind } from "../states.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

/** How long after it is made a notice is handed on, at most. */
const longestUntoldMs = 7 * 86_400_000;

export type MailWish = "now" | "daily" | "off";

export interface ReaderRow {
  seenId: string;
  product: "now" | "off";
  mail: MailWish;
}

export const newReader: ReaderRow = { seenId: "00000000-0000-0000-0000-000000000000", product: "now", mail: "now" };

export interface Whose {
  customerId: string;
  sideId: string;
  personId: string;
}

export function findReader(tx: Tx, of: Pick<Whose, "customerId" | "personId">): Promise<ReaderRow | undefined> {
  return tx.row<ReaderRow>('select seen_id as "seenId", product, mail from home.reader where customer_id = $1 and person_id = $2', [
    of.customerId,
    of.personId,
  ]);
}

/** What the person chose; null: as the host's page. */
export async function findLanguage(tx: Tx, personId: string): Promise<"en" | "de" | null> {
  return (
    (await tx.row<{ language: "en" | "de" | null }>("select language from identity.v_person where id = $1", [personId]))?.language ?? null
  );
}

/** What is given; a digest that is not wanted any more is not sent. */
export async function saveReader(tx: Tx, of: Whose, change: Partial<ReaderRow>): Promise<void> {
  await tx.run(
    `insert into home.reader as r (customer_id, person_id, side_id, seen_id, product, mail)
     values ($1, $2, $3, coalesce($4, '00000000-0000-0000-0000-000000000000'::uuid), coalesce($5, 'now'), coalesce($6, 'now'))
     on conflict (customer_id, person_id) do update set seen_id = greatest(r.seen_id, coalesce($4, r.seen_id)), product = coalesce($5, r.product),
       mail = coalesce($6, r.mail),
       digest_due_at = case when coalesce($6, r.mail) = r.mail or $6 = 'daily' then r.digest_due_at end`,
    [of.customerId, of.personId, of.sideId, change.seenId ?? null, change.product ?? null, change.mail ?? null],
  );
}

/** At most a hundred; muted ones do not count. */
export function countUnread(tx: Tx, of: Pick<Whose, "customerId" | "personId">, seenId: string, now: number) {
  return tx.row<{ count: number }>(
    `select count(*)::int as count from (select from home.notice n where n.customer_id = $1 and n.id > $3
       and not exists (select from home.mute m where m.customer_id = $1 and m.person_id = $2 and m.installation_id = n.installation_id
         and (m.until is null or m.until > ${at(4)})) limit 100) x`,
    [of.customerId, of.personId, seenId, now],
  );
}

export interface MuteRow {
  installationId: string;
  until: number | null;
}

export function listMutes(
  tx: Tx,
  of: Pick<Whose, "customerId" | "personId">,
  { now, languages = [] }: { now: number; languages?: readonly string[] | undefined },
): Promise<(MuteRow & Called)[]> {
  return tx.rows<MuteRow & Called>(
    `select m.installation_id as "installationId", m.until, coalesce(i.name, '') as name, coalesce(l.title, '') as title,
       ${saidIn("l", { texts: "array[l.title]", languages: "$4" })} as said
     from home.mute m left join installs.v_installation i on i.id = m.installation_id and i.customer_id = m.customer_id
       left join catalog.v_listing l on l.id = i.listing_id
     where m.customer_id = $1 and m.person_id = $2 and (m.until is null or m.until > ${at(3)}) order by m.installation_id limit 1000`,
    [of.customerId, of.personId, now, languages],
  );
}

export async function putMute(tx: Tx, of: Whose, row: MuteRow): Promise<void> {
  await tx.run(
    `insert into home.mute (customer_id, person_id, installation_id, until) values ($1, $2, $3, ${at(4)})
     on conflict (customer_id, person_id, installation_id) do update set until = excluded.until`,
    [of.customerId, of.personId, row.installationId, row.until],
  );
}

export async function dropMute(tx: Tx, of: Whose, installationId: string): Promise<void> {
  await tx.run("delete from home.mute where customer_id = $1 and person_id = $2 and installation_id = $3", [
    of.customerId,
    of.personId,
    installationId,
  ]);
}

/** A notice with what its words need. */
export interface ToldNotice {
  id: string;
  sideId: string;
  customerId: string;
  installationId: string | null;
  kind: NoticeKind;
  cause: string | null;
  runId: string | null;
  at: number;
  name: string | null;
  sentence: string | null;
  /** How often it recovered, where that is told as one with its failing. */
  times?: number;
}

const told = `n.id, n.side_id as "sideId", n.customer_id as "customerId", n.installation_id as "installationId", n.kind, n.cause, n.run_id as "runId", n.at,
  coalesce((select i.name from installs.v_installation i where i.id = n.installation_id), (select c.name from connections.v_connection c where c.id = n.connection_id)) as name,
  (select r.sentence from runs.v_run r where r.id = n.run_id) as sentence`;

/** Takes notices that were not handed on and may be; each once, those of an installation that fails and recovers together. Engine scope. */
export function takeUntold(tx: Tx, now: number, limit: number): Promise<ToldNotice[]> {
  return tx.rows<ToldNotice>(
    `with due as (select id, installation_id, kind from home.notice where told_at is null and tell_at <= ${at(1)} order by tell_at, id limit $2 for update skip locked),
       flaps as (select n.id from home.notice n where n.told_at is null and n.kind in ('failing', 'recovered')
         and n.installation_id in (select installation_id from due where kind in ('failing', 'recovered')) for update skip locked),
       taken as (update home.notice set told_at = ${at(1)} where id in (select id from due union select id from flaps) returning *) select ${told} from taken n order by n.id`,
    [now, limit],
  );
}

export interface Recipient extends Whose {
  email: string;
  mail: MailWish;
  language: "en" | "de";
  /** What they hear nothing of. */
  muted: string[];
  /** A mail that gathers notices is to come. */
  gathers: boolean;
}

const people = `from identity.v_member m join identity.v_person p on p.id = m.person_id join identity.v_customer c on c.id = m.customer_id
  left join home.reader r on r.customer_id = m.customer_id and r.person_id = m.person_id`;
const recipient = `m.customer_id as "customerId", m.person_id as "personId", c.side_id as "sideId", p.email, coalesce(r.mail, 'now') as mail, p.spoken as language,
  coalesce((select array_agg(u.installation_id::text) from home.mute u where u.customer_id = m.customer_id and u.person_id = m.person_id
    and (u.until is null or u.until > ${at(2)})), '{}') as muted, r.digest_due_at is not null as gathers`;
const driving = `m.role in ('customer_owner', 'customer_configurer') and p.email is not null and c.closed_at is null`;

/** Who of these customers may mend anything and has an address. Engine scope. */
export function listRecipients(tx: Tx, customerIds: readonly string[], now: number): Promise<Recipient[]> {
  return tx.rows<Recipient>(
    `select distinct on (m.customer_id, m.person_id) ${recipient} ${people} where m.customer_id = any($1) and ${driving} and coalesce(r.mail, 'now') <> 'off'`,
    [customerIds, now],
  );
}

/** The next daily mail, unless one is due already. Engine scope. */
export async function planDigest(tx: Tx, of: Whose, row: { dueAt: number; since: number }): Promise<void> {
  await tx.run(
    `insert into home.reader as r (customer_id, person_id, side_id, digest_due_at, digest_since) values ($1, $2, $5, ${at(3)}, ${at(4)})
     on conflict (customer_id, person_id) do update set digest_due_at = coalesce(r.digest_due_at, excluded.digest_due_at),
       digest_since = case when r.digest_due_at is null then excluded.digest_since else r.digest_since end`,
    [of.customerId, of.personId, row.dueAt, row.since, of.sideId],
  );
}

/** Takes digests that are due; each once. Engine scope. */
export async function takeDigests(tx: Tx, now: number, limit: number): Promise<(Recipient & { since: number })[]> {
  const due = await tx.rows<{ customerId: string; personId: string; since: number }>(
    `with due as (select customer_id, person_id, digest_since from home.reader where digest_due_at <= ${at(1)} order by digest_due_at limit $2 for update skip locked)
     update home.reader r set digest_due_at = null from due where r.customer_id = due.customer_id and r.person_id = due.person_id
     returning r.customer_id as "customerId", r.person_id as "personId", due.digest_since as since`,
    [now, limit],
  );
  if (due.length === 0) return [];
  const found = await tx.rows<Recipient>(
    `select distinct on (m.customer_id, m.person_id) ${recipient} ${people} where m.customer_id = any($1) and ${driving} and r.mail <> 'off'`,
    [[...new Set(due.map(({ customerId }) => customerId))], now],
  );
  return due.flatMap(({ since, ...one }) =>
    found
      .filter(({ customerId, personId }) => customerId === one.customerId && personId === one.personId)
      .map((row) => ({ ...row, since })),
  );
}

/** What was handed on since then, but of what they muted; the limit counts what is left. Engine scope. */
export function listSince(tx: Tx, of: Pick<Recipient, "customerId" | "muted">, since: number, limit: number): Promise<ToldNotice[]> {
  return tx.rows<ToldNotice>(
    `select ${told} from home.notice n where n.customer_id = $1 and n.id >= $2 and n.told_at >= ${at(3)}
       and (n.installation_id is null or n.installation_id <> all($4::uuid[])) order by n.id limit $5`,
    [of.customerId, firstIdOf(since - longestUntoldMs), since, arrayOf(of.muted), limit],
  );
}

/** What a person wishes who holds a mail, and whose side it is of. Engine scope. */
export function findMailed(tx: Tx, of: Pick<Whose, "customerId" | "personId">): Promise<{ sideId: string; mail: MailWish } | undefined> {
  return tx.row<{ sideId: string; mail: MailWish }>(
    `select c.side_id as "sideId", coalesce(r.mail, 'now') as mail from identity.v_customer c join identity.v_person p on p.id = $2
       left join home.reader r on r.customer_id = c.id and r.person_id = p.id where c.id = $1`,
    [of.customerId, of.personId],
  );
}

interface FewerMails {
  mail: "daily" | "off";
  sideId: string | undefined;
}

/** By a link of a mail. Engine scope. @returns whether there is such a person of this customer */
export async function mailLess(tx: Tx, of: Pick<Whose, "customerId" | "personId">, { mail, sideId }: FewerMails): Promise<boolean> {
  const count = await tx.run(
    `insert into home.reader (customer_id, person_id, side_id, mail)
       select c.id, p.id, c.side_id, $4 from identity.v_customer c, identity.v_person p where c.id = $1 and p.id = $2
         and ($3::uuid is null or c.side_id = $3)
     on conflict (customer_id, person_id) do update set mail = case when home.reader.mail = 'off' then 'off' else $4 end,
       digest_due_at = case when $4 = 'off' then null else home.reader.digest_due_at end`,
    [of.customerId, of.personId, sideId ?? null, mail],
  );
  return count > 0;
}
