import { momentIn, orNothing, rowText, RowText, type Tx } from "../db/index.ts";

export interface Fact {
  id: string;
  /** The row that holds it: its own, or that of the first of those it was told with. */
  rowId: string;
  type: string;
  v: number;
  at: number;
  sideId: string | null;
  customerId: string | null;
  publisherId: string | null;
  subject: string;
  subjectVersion: number;
  data: Record<string, unknown>;
  xid: string;
  seq: number;
}

export interface Cursor {
  xid: string;
  seq: number;
}

const row = rowText(
  "f.id, f.type, f.v",
  momentIn("f.at"),
  "f.xid, f.seq",
  orNothing("f.side_id"),
  orNothing("f.customer_id"),
  orNothing("f.publisher_id"),
  "f.subject, f.subject_version",
);
const columns = `${row}, f.data, f.others`;

interface FactText {
  row: string;
  data: Fact["data"];
  others: string | null;
}

/** All that a row holds, in their order. */
function toFacts({ row: first, data, others }: FactText): Fact[] {
  const of = new RowText({ row: first });
  const id = of.word();
  const shared = { rowId: id, type: of.word(), v: of.number(), at: of.moment(), xid: of.word(), seq: of.number() };
  const facts: Fact[] = [{ ...shared, id, ...toSubject(of), data }];
  for (const line of others === null ? [] : others.split("\n")) {
    const one = new RowText({ row: line });
    facts.push({ ...shared, id: one.word(), ...toSubject(one), data: JSON.parse(one.rest()) as Fact["data"] });
  }
  return facts;
}

function toSubject(of: RowText): Pick<Fact, "sideId" | "customerId" | "publisherId" | "subject" | "subjectVersion"> {
  return {
    sideId: of.wordOrNull(),
    customerId: of.wordOrNull(),
    publisherId: of.wordOrNull(),
    subject: of.word(),
    subjectVersion: of.number(),
  };
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
    `select ${columns} from (select f.*, sum(f.size) over (order by f.xid, f.seq) - f.size as before from
       (select * from base.fact f where (f.xid, f.seq) > ($1::xid8, $2::bigint) and f.xid < pg_snapshot_xmin(pg_current_snapshot())
        order by f.xid, f.seq limit $3) f) f
     where f.before < $3 order by f.xid, f.seq`,
    [after.xid, after.seq, limit],
  );
  return rows.flatMap(toFacts);
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

/** The oldest facts that all these handlers are past, from before a moment; nothing while one of them has no cursor. @returns how many */
export function dropHeard(tx: Tx, input: { names: readonly string[]; before: number; most: number }): Promise<number> {
  return tx.run(
    `with past as (select xid, seq from base.fact_cursor where handler = any($1) order by xid, seq limit 1),
       oldest as (select f.id, f.at from base.fact f, past p where (f.xid, f.seq) <= (p.xid, p.seq)
         and not exists (select from base.fact_dead d where d.row_id = f.id) order by f.xid, f.seq limit $3)
     delete from base.fact where id in (select id from oldest where at < to_timestamp($2::float8 / 1000))
       and (select count(*) from base.fact_cursor where handler = any($1)) = cardinality($1::text[])`,
    [input.names, input.before, input.most],
  );
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

export async function listDue(tx: Tx, handler: string, now: number, limit: number): Promise<(Fact & { attempts: number })[]> {
  const rows = await tx.rows<FactText & { factId: string; attempts: number }>(
    `select ${columns}, d.fact_id as "factId", d.attempts from base.fact_dead d join base.fact f on f.id = d.row_id
     where d.handler = $1 and not d.given_up and d.due_at <= to_timestamp($2::float8 / 1000)
     order by d.due_at limit $3 for update of d skip locked`,
    [handler, now, limit],
  );
  return rows.flatMap(({ factId, attempts, ...told }) =>
    toFacts(told)
      .filter((fact) => fact.id === factId)
      .map((fact) => ({ ...fact, attempts })),
  );
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
