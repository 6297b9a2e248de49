import type { Asks, InstallSource, Translations } from "@stoa/contract";
import { saidIn, type Tx } from "../../base/index.ts";
import type { InstallationState } from "./states.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export interface InstallationRow {
  id: string;
  sideId: string;
  customerId: string;
  publisherId: string;
  integrationId: string;
  listingId: string;
  channel: "stable" | "latest" | null;
  releaseId: string;
  waitingReleaseId: string | null;
  consentDigest: string;
  /** What was agreed to; null in an installation from before this was kept. */
  agreed: Asks | null;
  name: string;
  state: InstallationState;
  /** Secret fields hold `{ "$secret": id }`. */
  config: Record<string, unknown>;
  schedule: string | null;
  zone: string;
  shareLogs: boolean;
  version: number;
  createdAt: number;
  removedAt: number | null;
  /** When a pause ends by itself; null: when somebody resumes it. */
  resumeAt: number | null;
  /** Uninstalled: when what is kept of it will be erased, and when it was. */
  eraseAt: number | null;
  erasedAt: number | null;
  /** Nothing that was there before is wanted; null: all that is there. */
  since: number | null;
  /** What its program speaks: that of whoever installed it, until another is chosen. */
  language: string;
}

function columnsOf(table: string): string {
  const names =
    "id side_id customer_id publisher_id integration_id listing_id channel release_id waiting_release_id consent_digest agreed name state config schedule zone share_logs version created_at removed_at resume_at erase_at erased_at since language";
  const camel = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return names
    .split(" ")
    .map((name) => `${table}.${name} as "${camel(name)}"`)
    .join(", ");
}

const columns = columnsOf("installation");
export const installationColumns = columns;

export interface Tenant {
  customerId: string | null;
  publisherId: string | null;
  sideId: string | null;
}

/** Which listings a customer has installed. */
export async function listInstalledListings(tx: Tx, customerId: string): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `select distinct listing_id as id from installs.installation where customer_id = $1 and state <> 'removed'`,
    [customerId],
  );
  return rows.map((row) => row.id);
}

export type NewInstallation = Omit<InstallationRow, "version" | "removedAt" | "resumeAt" | "eraseAt" | "erasedAt" | "waitingReleaseId"> & {
  agreed: Asks;
  source: InstallSource | undefined;
};

export async function insertInstallation(tx: Tx, row: NewInstallation): Promise<void> {
  await tx.run(
    `insert into installs.installation (id, side_id, customer_id, publisher_id, integration_id, listing_id, channel, release_id, consent_digest,
       name, state, config, schedule, zone, share_logs, created_at, agreed, source, since, language)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, ${at(16)}, $17, $18, ${at(19)}, $20)`,
    [
      row.id,
      row.sideId,
      row.customerId,
      row.publisherId,
      row.integrationId,
      row.listingId,
      row.channel,
      row.releaseId,
      row.consentDigest,
      row.name,
      row.state,
      JSON.stringify(row.config),
      row.schedule,
      row.zone,
      row.shareLogs,
      row.createdAt,
      JSON.stringify(row.agreed),
      row.source ?? "direct",
      row.since,
      row.language,
    ],
  );
}

const within = `($1::uuid is null or customer_id = $1) and ($2::uuid is null or publisher_id = $2) and ($3::uuid is null or side_id = $3)`;

export function findInstallation(tx: Tx, of: Tenant, id: string): Promise<InstallationRow | undefined> {
  return tx.row<InstallationRow>(`select ${columns} from installs.installation where ${within} and id = $4 and erased_at is null`, [
    of.customerId,
    of.publisherId,
    of.sideId,
    id,
  ]);
}

/** Locks the row until the transaction ends, so that two changes at once follow each other. */
export function lockInstallation(tx: Tx, customerId: string, id: string): Promise<InstallationRow | undefined> {
  return tx.row<InstallationRow>(
    `select ${columns} from installs.installation where customer_id = $1 and id = $2 and erased_at is null for update`,
    [customerId, id],
  );
}

export interface InstallationChange {
  id: string;
  state?: InstallationState;
  name?: string | undefined;
  config?: Record<string, unknown> | undefined;
  schedule?: string | null | undefined;
  zone?: string | undefined;
  shareLogs?: boolean | undefined;
  removedAt?: number;
  eraseAt?: number;
  since?: number | null | undefined;
  language?: string | undefined;
  /** Paused now, until then or until somebody resumes it; null: it is not paused any more. */
  pause?: { at: number; until: number | null } | null;
}

/** Writes what is given and raises the counter. */
export function updateInstallation(tx: Tx, change: InstallationChange): Promise<InstallationRow | undefined> {
  const { id, state, name, config, schedule, zone, shareLogs, removedAt, eraseAt, since, language, pause } = change;
  const kept = [state, name, config && JSON.stringify(config), zone, shareLogs, removedAt, eraseAt].map((value) => value ?? null);
  return tx.row<InstallationRow>(
    `update installs.installation set state = coalesce($2, state), name = coalesce($3, name), config = coalesce($4, config), zone = coalesce($5, zone),
       share_logs = coalesce($6, share_logs), removed_at = coalesce(${at(7)}, removed_at), erase_at = coalesce(${at(8)}, erase_at),
       schedule = case when $9 then $10 else schedule end, since = case when $11 then ${at(12)} else since end,
       paused_at = case when not $13 then paused_at when $14::float8 is null then null else coalesce(paused_at, ${at(14)}) end,
       resume_at = case when $13 then ${at(15)} else resume_at end, language = coalesce($16, language), version = version + 1
     where id = $1 returning ${columns}`,
    [id, ...kept, ...given(schedule), ...given(since), pause !== undefined, pause?.at ?? null, pause?.until ?? null, language ?? null],
  );
}

/** Of what may be set to nothing: whether it is given, and what. */
const given = <T>(value: T | null | undefined): [boolean, T | null] => [value !== undefined, value ?? null];

export interface InstallationFilter {
  state: string | null;
  integrationId: string | null;
  /** Among those the tenant may see. */
  customerId?: string | null;
  like: string | null;
  after: string | null;
  limit: number;
  /** Of the reader. */
  languages: readonly string[];
  /** Only this one, whatever its state. */
  id?: string;
  ids?: readonly string[] | null;
}

export type ListedRow = InstallationRow & {
  customerName: string | null;
  integrationName: string;
  title: string;
  icon: string | null;
  /** How its listing says its title in the reader's languages. */
  said: { language?: string; translations?: Translations };
};

/** Newest first. A customer's name is read only where the reader may see it. */
export function listInstallationRows(tx: Tx, of: Tenant, filter: InstallationFilter): Promise<ListedRow[]> {
  return tx.rows<ListedRow>(
    `select ${columnsOf("i")}, c.name as "customerName", coalesce(n.name, '') as "integrationName", coalesce(l.title, n.name, '') as title, l.icon,
       ${saidIn("l", { texts: "array[l.title]", languages: "$12" })} as said
     from installs.installation i left join identity.v_customer c on c.id = i.customer_id
       left join catalog.v_integration n on n.id = i.integration_id left join catalog.v_listing l on l.id = i.listing_id
     where ($1::uuid is null or i.customer_id = $1) and ($2::uuid is null or i.publisher_id = $2) and ($3::uuid is null or i.side_id = $3)
       and (i.erased_at is null or $9::uuid is not null) and (case when $4::text is null then i.state <> 'removed' or $9::uuid is not null else i.state = $4 end) and ($9::uuid is null or i.id = $9) and ($5::uuid is null or i.integration_id = $5)
       and ($6::text is null or i.name ilike $6 or c.name ilike $6 or n.name ilike $6 or l.title ilike $6) and ($7::uuid is null or i.id < $7) and ($10::uuid is null or i.customer_id = $10) and ($11::uuid[] is null or i.id = any($11))
     order by i.id desc limit $8`,
    [
      of.customerId,
      of.publisherId,
      of.sideId,
      filter.state,
      filter.integrationId,
      filter.like,
      filter.after,
      filter.limit,
      filter.id ?? null,
      filter.customerId ?? null,
      filter.ids ?? null,
      filter.languages,
    ],
  );
}

export interface RunnableRow {
  installationId: string;
  sideId: string;
  customerId: string;
  publisherId: string;
  hostId: string;
  integrationId: string;
  state: InstallationState;
  releaseId: string;
  config: Record<string, unknown>;
  schedule: string | null;
  zone: string;
  since: number | null;
  language: string;
}

export function listRunnables(tx: Tx, ids: readonly string[]): Promise<RunnableRow[]> {
  return tx.named<RunnableRow>(
    "installs-runnables",
    `select i.id as "installationId", i.side_id as "sideId", i.customer_id as "customerId", i.publisher_id as "publisherId", s.host_id as "hostId",
       i.integration_id as "integrationId", i.state, i.release_id as "releaseId", i.config, i.schedule, i.zone, i.since, i.language
     from installs.installation i join identity.v_side s on s.id = i.side_id where i.id = any($1::uuid[])`,
    [ids],
  );
}

export interface OperationRow {
  verb: string;
  bodyDigest: Buffer;
  answer: unknown;
}

export function findOperation(tx: Tx, customerId: string, id: string): Promise<OperationRow | undefined> {
  return tx.row<OperationRow>(
    `select verb, body_digest as "bodyDigest", answer from installs.operation where customer_id = $1 and id = $2`,
    [customerId, id],
  );
}

/** Of two at once with one id, one waits here for the other and then finds the row. */
export async function lockOperation(tx: Tx, customerId: string, id: string): Promise<void> {
  await tx.run("select pg_advisory_xact_lock(hashtextextended($1 || $2, 418))", [customerId, id]);
}

export async function insertOperation(
  tx: Tx,
  row: { customerId: string; id: string; verb: string; bodyDigest: Buffer; answer: unknown; now: number },
): Promise<void> {
  await tx.run(
    `insert into installs.operation (customer_id, id, verb, body_digest, answer, created_at) values ($1, $2, $3, $4, $5, ${at(6)})`,
    [row.customerId, row.id, row.verb, row.bodyDigest, JSON.stringify(row.answer), row.now],
  );
}

export function sweepOperations(tx: Tx, before: number): Promise<number> {
  return tx.run(`delete from installs.operation where created_at < ${at(1)}`, [before]);
}

export interface FollowerRow {
  id: string;
  sideId: string;
  customerId: string;
  publisherId: string;
  consentDigest: string;
  agreed: Asks | null;
  releaseId: string;
  waitingReleaseId: string | null;
  listingId: string;
}

/** Installations that follow a channel of an integration, locked in a fixed order. */
export function lockFollowers(tx: Tx, integrationId: string, channel: string): Promise<FollowerRow[]> {
  return tx.rows<FollowerRow>(
    `select id, side_id as "sideId", customer_id as "customerId", publisher_id as "publisherId", consent_digest as "consentDigest", agreed, release_id as "releaseId", waiting_release_id as "waitingReleaseId", listing_id as "listingId"
     from installs.installation where integration_id = $1 and channel = $2 and state <> 'removed' order by id for update`,
    [integrationId, channel],
  );
}

/** Moves installations to a release, or notes that it waits for consent. @returns id and new counter of each. */
export function moveToRelease(
  tx: Tx,
  ids: readonly string[],
  releaseId: string,
  waits: boolean,
): Promise<{ id: string; version: number }[]> {
  return tx.rows(
    `update installs.installation set release_id = case when $3 then release_id else $2 end, waiting_release_id = case when $3 then $2::uuid end, version = version + 1
     where id = any($1) returning id, version`,
    [ids, releaseId, waits],
  );
}

/** The customer agreed to the waiting release. */
export function acceptRelease(
  tx: Tx,
  row: { id: string; releaseId: string; consentDigest: string; agreed: Asks },
): Promise<InstallationRow | undefined> {
  return tx.row<InstallationRow>(
    `update installs.installation set release_id = $2, waiting_release_id = null, consent_digest = $3, agreed = $4, version = version + 1 where id = $1 returning ${columns}`,
    [row.id, row.releaseId, row.consentDigest, JSON.stringify(row.agreed)],
  );
}

/** The customer agreed to what its release asks for now. */
export function agreeAnew(tx: Tx, row: { id: string; consentDigest: string; agreed: Asks }): Promise<InstallationRow | undefined> {
  return tx.row<InstallationRow>(
    `update installs.installation set consent_digest = $2, agreed = $3, version = version + 1 where id = $1 returning ${columns}`,
    [row.id, row.consentDigest, JSON.stringify(row.agreed)],
  );
}

export function readSideKind(tx: Tx, sideId: string): Promise<{ kind: "test" | "live" } | undefined> {
  return tx.row("select kind from identity.v_side where id = $1", [sideId]);
}

/** Releases on a runtime that a channel names or an installation has; 64 hex digits, with or without `sha256:`. */
export function countReleasesOn(tx: Tx, digest: string): Promise<{ count: number } | undefined> {
  return tx.row(
    `select count(*)::int as count from catalog.v_release r
     where replace(r.runtime ->> 'digest', 'sha256:', '') = replace($1, 'sha256:', '')
       and (exists (select from catalog.v_channel c where c.release_id = r.id)
         or exists (select from installs.installation i where r.id in (i.release_id, i.waiting_release_id) and i.state <> 'removed'))`,
    [digest],
  );
}

/** Releases that installations have or wait for; not those of removed ones. */
export async function listReleaseIds(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `select release_id as id from installs.installation where state <> 'removed'
     union select waiting_release_id from installs.installation where state <> 'removed' and waiting_release_id is not null`,
  );
  return rows.map(({ id }) => id);
}
