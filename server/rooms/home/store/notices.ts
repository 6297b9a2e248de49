import { firstIdOf, saidIn, type Tx } from "../../../base/index.ts";
import type { Called } from "../../installs/index.ts";
import type { NoticeKind } from "../states.ts";

export interface NewNotice {
  id: string;
  sideId: string;
  customerId: string;
  installationId: string | null;
  connectionId: string | null;
  kind: NoticeKind;
  cause: string | null;
  runId: string | null;
  at: number;
  endedAt: number | null;
}

/** How often it is mailed at most that an installation fails for one and the same cause, and for how many causes of an hour it is mailed at once. */
const flapSeconds = 3_600;
const mostCauses = 4;

/** An episode that goes on is not told again. @returns the ids of those written */
export async function insertNotices(tx: Tx, rows: readonly NewNotice[]): Promise<string[]> {
  // That it works again waits for the failure before it, where that waits.
  const failed = await insertSome(
    tx,
    rows.filter(({ kind }) => kind !== "recovered"),
  );
  return [
    ...failed,
    ...(await insertSome(
      tx,
      rows.filter(({ kind }) => kind === "recovered"),
    )),
  ];
}

/** A sentence without its numbers is the cause: `7 items failed` and `8 items failed` are one. */
const causeOf = (runId: string, cause: string): string =>
  `concat_ws(' ', ${cause}, (select regexp_replace(r.sentence, '[0-9]+', '', 'g') from runs.v_run r where r.id = ${runId}))`;

const tellFailing = `(select max(n.told_at) + make_interval(secs => $2) from home.notice n where n.installation_id = s."installationId" and n.id >= $3
    and n.kind = 'failing' and n.told_at > to_timestamp(s.at / 1000) - make_interval(secs => $2)
    having bool_or(${causeOf("n.run_id", "n.cause")} = ${causeOf('s."runId"', "s.cause")}) or count(distinct ${causeOf("n.run_id", "n.cause")}) >= $4)`;
const tellRecovered = `(select max(n.tell_at) from home.notice n where n.installation_id = s."installationId" and n.id >= $3 and n.kind = 'failing' and n.told_at is null)`;

async function insertSome(tx: Tx, rows: readonly NewNotice[]): Promise<string[]> {
  if (rows.length === 0) return [];
  const latest = Math.max(...rows.map(({ at }) => at));
  const written = await tx.rows<{ id: string }>(
    `insert into home.notice (id, side_id, customer_id, installation_id, connection_id, kind, cause, run_id, at, ended_at, tell_at)
     select s.id, s."sideId", s."customerId", s."installationId", s."connectionId", s.kind, s.cause, s."runId", to_timestamp(s.at / 1000), to_timestamp(s."endedAt" / 1000),
       coalesce(case s.kind when 'failing' then ${tellFailing} when 'recovered' then ${tellRecovered} end, '-infinity')
     from jsonb_to_recordset($1) as s (id uuid, "sideId" uuid, "customerId" uuid, "installationId" uuid, "connectionId" uuid, kind text, cause text, "runId" uuid,
       at float8, "endedAt" float8) on conflict do nothing returning id`,
    [JSON.stringify(rows), flapSeconds, firstIdOf(latest - 86_400_000), mostCauses],
  );
  return written.map(({ id }) => id);
}

/** Of installations that fail for another cause now: ends what was told of the cause before. @returns those of which this cause was not told since they fail */
export async function endOtherCauses(
  tx: Tx,
  rows: readonly { installationId: string; cause: string | null; since: number; at: number }[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  const ended = await tx.rows<{ id: string }>(
    `update home.notice o set ended_at = to_timestamp(s.at / 1000)
     from jsonb_to_recordset($1) as s ("installationId" uuid, cause text, since float8, at float8)
     where o.installation_id = s."installationId" and o.kind = 'failing' and o.ended_at is null and not exists (select from home.notice n
       where n.installation_id = s."installationId" and n.kind = 'failing' and n.cause = s.cause and n.at >= to_timestamp(s.since / 1000))
     returning o.installation_id as id`,
    [JSON.stringify(rows)],
  );
  return ended.map(({ id }) => id);
}

/** Episodes of these kinds are over. */
export async function endNotices(tx: Tx, installationIds: readonly string[], kinds: readonly NoticeKind[], now: number): Promise<void> {
  if (installationIds.length === 0) return;
  await tx.run(
    `update home.notice set ended_at = to_timestamp($3::float8 / 1000)
     where installation_id = any($1) and kind = any($2) and connection_id is null and ended_at is null`,
    [installationIds, kinds, now],
  );
}

/** All that its actions cover is agreed to. */
export async function endCovered(tx: Tx, installationId: string, now: number): Promise<void> {
  await tx.run(
    `update home.notice set ended_at = to_timestamp($2::float8 / 1000) where installation_id = $1 and kind = 'covers-more' and connection_id is null and ended_at is null
       and not exists (select from installs.v_widened w where w.installation_id = $1)`,
    [installationId, now],
  );
}

/** The account works again, or is not used any more. */
export async function endConnectionNotices(tx: Tx, connectionId: string, now: number): Promise<void> {
  await tx.run("update home.notice set ended_at = to_timestamp($2::float8 / 1000) where connection_id = $1 and ended_at is null", [
    connectionId,
    now,
  ]);
}

export interface NoticeRow extends Omit<NewNotice, "sideId" | "customerId"> {
  /** Of the one it is about; its name is null where there is none any more. */
  installationName: string | null;
  title: string;
  said: Called["said"];
  connectionName: string | null;
  /** Of what fails, the run's. */
  sentence: string | null;
}

export interface NoticeFilter {
  installationId: string | null;
  after: string | null;
  limit: number;
  /** Of the reader. */
  languages?: readonly string[] | undefined;
}

/** Newest first. */
export function listNoticeRows(
  tx: Tx,
  customerId: string,
  { installationId, after, limit, languages = [] }: NoticeFilter,
): Promise<NoticeRow[]> {
  return tx.rows<NoticeRow>(
    `select n.id, n.installation_id as "installationId", n.connection_id as "connectionId", n.kind, n.cause, n.run_id as "runId", n.at, n.ended_at as "endedAt",
       i.name as "installationName", coalesce(l.title, '') as title, ${saidIn("l", { texts: "array[l.title]", languages: "$5" })} as said,
       c.name as "connectionName",
       case when n.kind = 'failing' then (select r.sentence from runs.v_run r where r.id = n.run_id) end as sentence
     from home.notice n left join installs.v_installation i on i.id = n.installation_id left join catalog.v_listing l on l.id = i.listing_id
       left join connections.v_connection c on c.id = n.connection_id
     where n.customer_id = $1 and ($2::uuid is null or n.installation_id = $2) and ($3::uuid is null or n.id < $3) order by n.id desc limit $4`,
    [customerId, installationId, after, limit, languages],
  );
}

/** Those that are over since before then. Engine scope. @returns how many */
export function sweepNotices(tx: Tx, before: number, limit: number): Promise<number> {
  return tx.run(
    `delete from home.notice where id in (select id from home.notice where ended_at < to_timestamp($1::float8 / 1000) order by ended_at limit $2)`,
    [before, limit],
  );
}
