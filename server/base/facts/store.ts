import type { Tx } from "../db/index.ts";
import { factColumns, lostFact, unpackFacts, type Fact, type FactText } from "./unpack-facts.ts";

export interface Cursor {
  xid: string;
  seq: number;
}

/** Locks the handler's cursor for this transaction; undefined when another process holds it. */
export async function claimCursor(tx: Tx, handler: string): Promise<Cursor | undefined> {
  const [known] = await lockCursor(tx, handler);
  if (known) return known;
  // Held by another, or the first time: only then is it worth a write.
  await tx.run("insert into base.fact_cursor (handler) values ($1) on conflict do nothing", [handler]);
  return (await lockCursor(tx, handler))[0];
}

function lockCursor(tx: Tx, handler: string): Promise<Cursor[]> {
  return tx.named("base-cursor", "select xid::text as xid, seq from base.fact_cursor where handler = $1 for update skip locked", [handler]);
}

/** At most so many, and the rest of the last row. */
export async function nextFacts(tx: Tx, after: Cursor, limit: number): Promise<Fact[]> {
  const rows = await tx.named<FactText>(
    "base-next-facts",
    `select ${factColumns} from (select f.*, sum(f.size) over (order by f.xid, f.seq) - f.size as before from
       (select * from base.fact f where (f.xid, f.seq) > ($1::xid8, $2::bigint) and f.xid < pg_snapshot_xmin(pg_current_snapshot())
        order by f.xid, f.seq limit $3) f) f
     where f.before < $3 order by f.xid, f.seq`,
    [after.xid, after.seq, limit],
  );
  return rows.flatMap(unpackFacts);
}

const waiting = "f.xid < pg_snapshot_xmin(pg_current_snapshot())";

/** Handlers with facts after their cursor, and those that never heard any. */
export async function listBehind(tx: Tx, names: readonly string[]): Promise<string[]> {
  const rows = await tx.named<{ name: string }>(
    "base-behind",
    `select h.name from unnest($1::text[]) as h (name) left join base.fact_cursor c on c.handler = h.name
     where c.handler is null or exists (select from base.fact f where (f.xid, f.seq) > (c.xid, c.seq) and ${waiting})`,
    [names],
  );
  return rows.map(({ name }) => name);
}

export async function listRetried(tx: Tx, names: readonly string[], now: number): Promise<string[]> {
  const rows = await tx.rows<{ handler: string }>(
    `select distinct handler from base.fact_dead
     where not given_up and due_at <= to_timestamp($2::float8 / 1000) and handler = any($1)`,
    [names, now],
  );
  return rows.map(({ handler }) => handler);
}

/** The oldest facts that all these handlers are past, from before a moment; nothing while one of them has no cursor. @returns how many, and in how many rows */
export async function dropHeard(
  tx: Tx,
  input: { names: readonly string[]; before: number; most: number },
): Promise<{ facts: number; rows: number }> {
  const gone = await tx.row<{ facts: number; rows: number }>(
    `with past as (select xid, seq from base.fact_cursor where handler = any($1) order by xid, seq limit 1),
       oldest as (select f.id, f.at from base.fact f, past p where (f.xid, f.seq) <= (p.xid, p.seq)
         and not exists (select from base.fact_dead d where d.row_id = f.id) order by f.xid, f.seq limit $3),
       gone as (delete from base.fact where id in (select id from oldest where at < to_timestamp($2::float8 / 1000))
         and (select count(*) from base.fact_cursor where handler = any($1)) = cardinality($1::text[]) returning size)
     select coalesce(sum(size), 0)::int as facts, count(*)::int as rows from gone`,
    [input.names, input.before, input.most],
  );
  return gone ?? { facts: 0, rows: 0 };
}

export async function dropGivenUp(tx: Tx, before: number): Promise<void> {
  await tx.run("delete from base.fact_dead where given_up and due_at < to_timestamp($1::float8 / 1000)", [before]);
}

export async function advanceCursor(tx: Tx, handler: string, to: Cursor): Promise<void> {
  await tx.named("base-advance-cursor", "update base.fact_cursor set xid = $2::xid8, seq = $3::bigint where handler = $1", [
    handler,
    to.xid,
    to.seq,
  ]);
}

export interface DeadFact {
  handler: string;
  factId: string;
  rowId: string;
  attempts: number;
  dueAt: number;
  error: string;
  givenUp: boolean;
}

export async function saveDead(tx: Tx, dead: DeadFact): Promise<void> {
  await tx.run(
    `insert into base.fact_dead (handler, fact_id, attempts, due_at, error, given_up, row_id)
     values ($1, $2, $3, to_timestamp($4::float8 / 1000), $5, $6, $7)
     on conflict (handler, fact_id) do update set attempts = $3, due_at = to_timestamp($4::float8 / 1000), error = $5, given_up = $6`,
    [dead.handler, dead.factId, dead.attempts, dead.dueAt, dead.error, dead.givenUp, dead.rowId],
  );
}

export async function removeDead(tx: Tx, handler: string, factId: string): Promise<void> {
  await tx.run("delete from base.fact_dead where handler = $1 and fact_id = $2", [handler, factId]);
}

type DueFact = Fact & { attempts: number };

/** Facts put aside whose time has come, the longest due first; what its row does not hold, with a fault. */
export async function listDue(tx: Tx, handler: string, now: number, limit: number): Promise<DueFact[]> {
  const due = await tx.rows<{ factId: string; rowId: string; attempts: number }>(
    `select fact_id as "factId", row_id as "rowId", attempts from base.fact_dead
     where handler = $1 and not given_up and due_at <= to_timestamp($2::float8 / 1000) order by due_at limit $3 for update skip locked`,
    [handler, now, limit],
  );
  if (due.length === 0) return [];
  const rowIds = new Set(due.map(({ rowId }) => rowId));
  const rows = await tx.rows<FactText>(`select ${factColumns} from base.fact f where f.id = any($1)`, [[...rowIds]]);
  const wanted = new Map<string, Fact | undefined>(due.map(({ factId }) => [factId, undefined]));
  for (const fact of rows.flatMap(unpackFacts)) if (wanted.has(fact.id)) wanted.set(fact.id, fact);
  return due.map(({ factId, rowId, attempts }) => ({ ...(wanted.get(factId) ?? lostFact(factId, rowId)), attempts }));
}

/**
 * Holds a handler's cursor until the transaction ends and moves it to now, for a handler whose sums are about to be made anew from tables; what it
 * failed on is forgotten. @returns where it stands: everything of earlier transactions is over, and `unheardSince` names the rest
 */
export async function settleCursor(tx: Tx, handler: string): Promise<string> {
  await tx.run("insert into base.fact_cursor (handler) values ($1) on conflict do nothing", [handler]);
  await tx.run("select from base.fact_cursor where handler = $1 for update", [handler]);
  await tx.run("delete from base.fact_dead where handler = $1", [handler]);
  const moved = await tx.row<{ xid: string }>(
    "update base.fact_cursor set xid = pg_snapshot_xmin(pg_current_snapshot()), seq = 0 where handler = $1 returning xid::text as xid",
    [handler],
  );
  return moved?.xid ?? "0";
}

/**
 * The part of a room's statement that lists the subjects whose facts a settled handler will still hear.
 * @param since a parameter: where the cursor stands; `subject` stands fifth in the lines of `tellTogether`
 */
export function unheardSubjects(since: string): string {
  return `select f.subject from base.fact f where f.xid >= ${since}::xid8
    union all select split_part(o.line, ',', 5)::uuid from base.fact f cross join lateral string_to_table(f.others, E'\\n') as o (line) where f.xid >= ${since}::xid8`;
}
