import type { Tx } from "../../../base/index.ts";

const at = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export interface EndpointRow {
  id: string;
  sideId: string;
  /** Null: the host's. */
  customerId: string | null;
  ownerId: string;
  url: string;
  name: string;
  events: string[];
  state: "on" | "off";
  secretId: string;
  previousSecretId: string | null;
  previousUntil: number | null;
  /** Null until the sweep gives one. */
  keyId: string | null;
  publicKey: string | null;
  previousKeyId: string | null;
  previousPublicKey: string | null;
  failingSince: number | null;
  lastOkAt: number | null;
  error: string | null;
  version: number;
  createdAt: number;
}

/** What messages are signed by: the secret, and the private half of a key pair. */
export interface Signers {
  secretId: string;
  keyId: string;
  publicKey: string;
}

/** The ids of what signs, or signed before it. */
export function signersOf(row: EndpointRow, which: "current" | "previous"): string[] {
  const ids = which === "current" ? [row.secretId, row.keyId] : [row.previousSecretId, row.previousKeyId];
  return ids.filter((id) => id !== null);
}

const columns = `e.id, e.side_id as "sideId", e.customer_id as "customerId", e.owner_id as "ownerId", e.url, e.name, e.events, e.state, e.secret_id as "secretId", e.previous_secret_id as "previousSecretId",
  e.previous_until as "previousUntil", e.key_id as "keyId", e.public_key as "publicKey", e.previous_key_id as "previousKeyId",
  e.previous_public_key as "previousPublicKey", e.failing_since as "failingSince", e.last_ok_at as "lastOkAt", e.error, e.version, e.created_at as "createdAt"`;

export async function insertEndpoint(
  tx: Tx,
  row: Pick<EndpointRow, "id" | "sideId" | "customerId" | "url" | "name" | "events" | "createdAt"> & Signers,
): Promise<void> {
  await tx.run(
    `insert into webhooks.endpoint (id, side_id, customer_id, url, name, events, secret_id, created_at, key_id, public_key)
     values ($1, $2, $8, $3, $4, $5, $6, ${at(7)}, $9, $10)`,
    [row.id, row.sideId, row.url, row.name, row.events, row.secretId, row.createdAt, row.customerId, row.keyId, row.publicKey],
  );
}

/** How many there are, held until the transaction ends so that no two are added beside each other. */
export async function countEndpoints(tx: Tx, ownerId: string): Promise<{ count: number } | undefined> {
  await tx.run("select pg_advisory_xact_lock(hashtextextended('webhooks of ' || $1, 436))", [ownerId]);
  return tx.row("select count(*)::int as count from webhooks.endpoint where owner_id = $1 and removed_at is null", [ownerId]);
}

/** Whether an address of theirs was removed since. */
export async function hadEndpoint(tx: Tx, ownerId: string, since: number): Promise<boolean> {
  const row = await tx.row(`select 1 as had from webhooks.endpoint where owner_id = $1 and removed_at > ${at(2)} limit 1`, [
    ownerId,
    since,
  ]);
  return row !== undefined;
}

/** Takes one trial of an address; false while one is under way, or when it had its share of this hour. */
export async function takeTest(
  tx: Tx,
  id: string,
  { now, until, anHour }: { now: number; until: number; anHour: number },
): Promise<boolean> {
  const over = `(tests_since is null or tests_since <= ${at(2)} - interval '1 hour')`;
  const taken = await tx.run(
    `update webhooks.endpoint set testing_until = ${at(3)}, tests = case when ${over} then 1 else tests + 1 end,
       tests_since = case when ${over} then ${at(2)} else tests_since end
     where id = $1 and (testing_until is null or testing_until <= ${at(2)}) and (${over} or tests < $4)`,
    [id, now, until, anHour],
  );
  return taken > 0;
}

export async function endTest(tx: Tx, id: string): Promise<void> {
  await tx.run("update webhooks.endpoint set testing_until = null where id = $1", [id]);
}

export type ListedEndpoint = EndpointRow & { waiting: number; failed: number };

/** Newest first, or one; with what is still to be delivered. */
export function listEndpoints(tx: Tx, ownerId: string, id?: string): Promise<ListedEndpoint[]> {
  return tx.rows<ListedEndpoint>(
    `select ${columns}, (select count(*)::int from webhooks.delivery d where d.endpoint_id = e.id and d.state = 'waiting') as waiting,
       (select count(*)::int from webhooks.delivery d where d.endpoint_id = e.id and d.state = 'failed') as failed
     from webhooks.endpoint e where e.owner_id = $1 and e.removed_at is null and ($2::uuid is null or e.id = $2) order by e.id desc`,
    [ownerId, id ?? null],
  );
}

/** Locked until the transaction ends. */
export function lockEndpoint(tx: Tx, ownerId: string, id: string): Promise<EndpointRow | undefined> {
  return tx.row<EndpointRow>(
    `select ${columns} from webhooks.endpoint e where e.owner_id = $1 and e.id = $2 and e.removed_at is null for update`,
    [ownerId, id],
  );
}

export function findEndpoint(tx: Tx, id: string): Promise<EndpointRow | undefined> {
  return tx.row<EndpointRow>(`select ${columns} from webhooks.endpoint e where e.id = $1 and e.removed_at is null`, [id]);
}

export async function updateEndpoint(
  tx: Tx,
  id: string,
  change: { url: string | null; name: string | null; events: string[] | null; state: "on" | "off" | null },
): Promise<number> {
  const row = await tx.row<{ version: number }>(
    `update webhooks.endpoint set url = coalesce($2, url), name = coalesce($3, name), events = coalesce($4, events), state = coalesce($5, state),
       error = case when $5 = 'on' or $2 is not null then null else error end, failing_since = case when $5 = 'on' or $2 is not null then null else failing_since end,
       version = version + 1 where id = $1 returning version`,
    [id, change.url, change.name, change.events, change.state],
  );
  return row?.version ?? 0;
}

/** What was current is previous until then; null: it is nothing any more. */
export async function setSigners(tx: Tx, id: string, { secretId, keyId, publicKey }: Signers, previousUntil: number | null): Promise<void> {
  const kept = (column: string): string => `case when $5::float8 is null then null else ${column} end`;
  await tx.run(
    `update webhooks.endpoint set secret_id = $2, key_id = $3, public_key = $4, previous_secret_id = ${kept("secret_id")},
       previous_key_id = ${kept("key_id")}, previous_public_key = ${kept("public_key")}, previous_until = ${at(5)}, version = version + 1 where id = $1`,
    [id, secretId, keyId, publicKey, previousUntil],
  );
}

/** Addresses without a key pair, locked. Engine scope. */
export function takeUnkeyed(tx: Tx, limit: number): Promise<Pick<EndpointRow, "id" | "ownerId" | "customerId">[]> {
  return tx.rows(
    `select id, owner_id as "ownerId", customer_id as "customerId" from webhooks.endpoint where key_id is null and removed_at is null order by id limit $1
     for update skip locked`,
    [limit],
  );
}

export async function setKey(tx: Tx, id: string, { keyId, publicKey }: Pick<Signers, "keyId" | "publicKey">): Promise<void> {
  await tx.run("update webhooks.endpoint set key_id = $2, public_key = $3 where id = $1", [id, keyId, publicKey]);
}

/** Nothing more goes there; what waits is given up. */
export async function removeEndpointRow(tx: Tx, id: string, now: number): Promise<number> {
  await tx.run(
    "update webhooks.delivery set state = 'failed', error = 'The endpoint was removed.', leased_until = null where endpoint_id = $1 and state = 'waiting'",
    [id],
  );
  const row = await tx.row<{ version: number }>(
    `update webhooks.endpoint set removed_at = ${at(2)}, state = 'off', version = version + 1 where id = $1 and removed_at is null returning version`,
    [id, now],
  );
  return row?.version ?? 0;
}

/** How it stands with an endpoint after a try. `off` turns it off: it answered that it is gone. */
export async function noteEndpoint(tx: Tx, id: string, note: { now: number; error: string | null; off: boolean }): Promise<void> {
  await tx.run(
    `update webhooks.endpoint set error = $3, state = case when $4 then 'off' else state end, last_ok_at = case when $3::text is null then ${at(2)} else last_ok_at end,
       failing_since = case when $3::text is null then null else coalesce(failing_since, ${at(2)}) end where id = $1`,
    [id, note.now, note.error, note.off],
  );
}

export interface LiveEndpoint {
  id: string;
  ownerId: string;
  events: string[];
  createdAt: number;
}

/** Where these owners are told anything; a customer that is closed is not. */
export function listLiveEndpoints(tx: Tx, ownerIds: readonly string[]): Promise<LiveEndpoint[]> {
  return tx.rows<LiveEndpoint>(
    `select e.id, e.owner_id as "ownerId", e.events, e.created_at as "createdAt" from webhooks.endpoint e where e.removed_at is null and e.owner_id = any($1)
       and (e.customer_id is null or not exists (select from identity.v_customer c where c.id = e.customer_id and c.closed_at is not null))`,
    [ownerIds],
  );
}
