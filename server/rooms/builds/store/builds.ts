import type { BuildCause, BuildFailure, BuildState } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

export interface BuildRow {
  id: string;
  integrationId: string;
  publisherId: string;
  number: number;
  state: BuildState;
  cause: BuildCause;
  ref: string;
  commit: string;
  mainLine: boolean | null;
  step: string | null;
  failure: BuildFailure | null;
  reason: string | null;
  releaseId: string | null;
  attempt: number;
  cancelAsked: boolean;
  version: number;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
}

const columns = `b.id, b.integration_id as "integrationId", b.publisher_id as "publisherId", b.number, b.state, b.cause, b.ref, b.commit_id as commit,
  b.main_line as "mainLine", b.step, b.failure, b.reason, b.release_id as "releaseId", b.attempt, b.cancel_asked as "cancelAsked", b.version,
  b.created_at as "createdAt", b.started_at as "startedAt", b.finished_at as "finishedAt"`;

const returning = columns.replaceAll("b.", "");

export interface NewBuild {
  id: string;
  integrationId: string;
  publisherId: string;
  cause: BuildCause;
  ref: string;
  commit: string;
  askedBy: string | null;
  now: number;
}

/** One at a time queues builds of an integration, to the end of the transaction. */
export async function lockQueue(tx: Tx, integrationId: string): Promise<void> {
  await tx.run("select pg_advisory_xact_lock(418020, hashtext($1))", [integrationId]);
}

/** Takes the integration's next build number; the queue must be locked. */
export function insertBuild(tx: Tx, row: NewBuild): Promise<BuildRow | undefined> {
  return tx.row<BuildRow>(
    `insert into builds.build (id, integration_id, publisher_id, number, state, cause, ref, commit_id, asked_by, created_at)
     select $1, $2, $3, coalesce(max(number), 0) + 1, 'queued', $4, $5, $6, $7, to_timestamp($8::float8 / 1000)
     from builds.build where integration_id = $2 returning ${returning}`,
    [row.id, row.integrationId, row.publisherId, row.cause, row.ref, row.commit, row.askedBy, row.now],
  );
}

export function findBuild(tx: Tx, id: string, publisherId: string | null): Promise<BuildRow | undefined> {
  return tx.row<BuildRow>(`select ${columns} from builds.build b where b.id = $1 and ($2::uuid is null or b.publisher_id = $2)`, [
    id,
    publisherId,
  ]);
}

export interface BuildFilter {
  integrationId: string | null;
  publisherId: string | null;
  state: BuildState | null;
  after: string | null;
  limit: number;
}

/** Newest first, below build `after`. */
export function listBuildRows(tx: Tx, filter: BuildFilter): Promise<BuildRow[]> {
  return tx.rows<BuildRow>(
    `select ${columns} from builds.build b where ($1::uuid is null or b.integration_id = $1) and ($2::uuid is null or b.publisher_id = $2)
       and ($3::text is null or b.state = $3) and ($4::uuid is null or b.id < $4) order by b.id desc limit $5`,
    [filter.integrationId, filter.publisherId, filter.state, filter.after, filter.limit],
  );
}

export async function countBuildRows(tx: Tx, filter: BuildFilter): Promise<number> {
  const row = await tx.row<{ count: number }>(
    `select count(*) as count from (select from builds.build b where ($1::uuid is null or b.integration_id = $1) and ($2::uuid is null or b.publisher_id = $2)
       and ($3::text is null or b.state = $3) limit 10001) as found`,
    [filter.integrationId, filter.publisherId, filter.state],
  );
  return row?.count ?? 0;
}

/** Queued builds of a branch that a newer push makes pointless. */
export function cancelQueued(tx: Tx, of: { integrationId: string; ref: string; reason: string; now: number }): Promise<BuildRow[]> {
  return tx.rows<BuildRow>(
    `update builds.build set state = 'cancelled', reason = $3, finished_at = to_timestamp($4::float8 / 1000), version = version + 1
     where integration_id = $1 and ref = $2 and state = 'queued' returning ${returning}`,
    [of.integrationId, of.ref, of.reason, of.now],
  );
}

/** Ends a queued build at once and asks a running one to end; undefined when it is over already. */
export function askCancel(tx: Tx, id: string, publisherId: string, reason: string, now: number): Promise<BuildRow | undefined> {
  return tx.row<BuildRow>(
    `update builds.build set cancel_asked = true, reason = $3, version = version + 1, state = case when state = 'queued' then 'cancelled' else state end,
       finished_at = case when state = 'queued' then to_timestamp($4::float8 / 1000) else finished_at end
     where id = $1 and publisher_id = $2 and state in ('queued', 'running') returning ${returning}`,
    [id, publisherId, reason, now],
  );
}

/** One at a time claims, to the end of the transaction: the caps below are counted, and builds are few. */
export async function lockClaims(tx: Tx): Promise<void> {
  await tx.run("select pg_advisory_xact_lock(418023)");
}

/** The oldest queued build whose integration builds nothing now and whose publisher has fewer than two running. */
export function claimRow(tx: Tx, leaseSeconds: number, now: number): Promise<BuildRow | undefined> {
  return tx.row<BuildRow>(
    `with next as (
       select q.id from builds.build q where q.state = 'queued'
         and not exists (select from builds.build r where r.integration_id = q.integration_id and r.state = 'running')
         and (select count(*) from builds.build r where r.publisher_id = q.publisher_id and r.state = 'running') < 2
       order by q.id limit 1 for update skip locked)
     update builds.build b set state = 'running', attempt = attempt + 1, lease_until = clock_timestamp() + make_interval(secs => $1), step = 'checkout',
       started_at = to_timestamp($2::float8 / 1000), version = version + 1
     from next where b.id = next.id and b.state = 'queued' returning ${columns}`,
    [leaseSeconds, now],
  );
}

/** Keeps the lease; undefined when the build is no longer this attempt's. */
export function renewRow(tx: Tx, id: string, attempt: number, leaseSeconds: number): Promise<{ cancelAsked: boolean } | undefined> {
  return tx.row(
    `update builds.build set lease_until = clock_timestamp() + make_interval(secs => $3) where id = $1 and attempt = $2 and state = 'running'
     returning cancel_asked as "cancelAsked"`,
    [id, attempt, leaseSeconds],
  );
}

export async function setStep(tx: Tx, id: string, attempt: number, step: string, mainLine: boolean | null): Promise<boolean> {
  const count = await tx.run(
    `update builds.build set step = $3, main_line = coalesce($4, main_line) where id = $1 and attempt = $2 and state = 'running'`,
    [id, attempt, step, mainLine],
  );
  return count === 1;
}

export interface BuildEnding {
  id: string;
  attempt: number;
  state: "succeeded" | "failed" | "cancelled";
  failure: BuildFailure | null;
  releaseId: string | null;
  now: number;
}

/** Ends a running build; undefined when its lease was lost to another attempt. */
export function finishRow(tx: Tx, ending: BuildEnding): Promise<BuildRow | undefined> {
  return tx.row<BuildRow>(
    `update builds.build set state = $3, failure = $4, release_id = $5, finished_at = to_timestamp($6::float8 / 1000), lease_until = null, version = version + 1
     where id = $1 and attempt = $2 and state = 'running' returning ${returning}`,
    [
      ending.id,
      ending.attempt,
      ending.state,
      ending.failure === null ? null : JSON.stringify(ending.failure),
      ending.releaseId,
      ending.now,
    ],
  );
}

/** Running builds whose worker fell silent: queued again, or failed after the third attempt. */
export function reclaimRows(tx: Tx, failure: BuildFailure, now: number): Promise<BuildRow[]> {
  return tx.rows<BuildRow>(
    `update builds.build set state = case when cancel_asked then 'cancelled' when attempt < 3 then 'queued' else 'failed' end,
       failure = case when attempt >= 3 and not cancel_asked then $1::jsonb end,
       finished_at = case when attempt >= 3 or cancel_asked then to_timestamp($2::float8 / 1000) end, lease_until = null, version = version + 1
     where state = 'running' and lease_until < clock_timestamp() returning ${returning}`,
    [JSON.stringify(failure), now],
  );
}

export function findPublisherSlug(tx: Tx, publisherId: string): Promise<{ slug: string } | undefined> {
  return tx.row("select slug from identity.v_publisher where id = $1", [publisherId]);
}
