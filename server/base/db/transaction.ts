import pg from "pg";
import type { Ctx, TxCtx } from "../ctx.ts";
import { StoaError } from "../errors.ts";
import { isId } from "../ids.ts";
import type { Actor, Scope } from "../scope.ts";
import { Asking, type Statement } from "./batch.ts";
import { together } from "./together.ts";

/** An open transaction. SQL reaches it only from a room's store. */
export interface Tx {
  /** All rows of one statement; `values` fill $1, $2, ... */
  rows<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** The first row, or undefined. */
  row<Row extends object>(sql: string, values?: unknown[]): Promise<Row | undefined>;
  /**
   * All rows of a statement that a connection parses once and, in the end, plans once: for what an engine sends again and again. `name`
   * belongs to the text.
   */
  named<Row extends object>(name: string, sql: string, values?: unknown[]): Promise<Row[]>;
  /** How many rows a write touched. */
  run(sql: string, values?: unknown[]): Promise<number>;
}

/**
 * What is done in a transaction. Who calls `commit` has asked all there is to ask, and wants nothing undone but where the database refuses some of it: the
 * commit goes right behind, in the same message. Within another's transaction that does nothing.
 */
type Work<T> = (ctx: TxCtx, commit: () => void) => Promise<T>;

const settingNames = ["customer_id", "publisher_id", "side_id", "at_side", "host_id"] as const;

/**
 * Runs `work` in one transaction of the ctx's scope; commits when it resolves, rolls back when it throws. A verb called inside
 * joins it; a serialization failure or deadlock is tried again twice. `work` must touch nothing outside the database.
 */
export async function transaction<T>(ctx: Ctx, work: Work<T>): Promise<T> {
  if (ctx.tx) return work(ctx as TxCtx, () => {});
  for (let attempt = 1; ; attempt++) {
    try {
      return await runOnce(ctx, work);
    } catch (error) {
      if (attempt < 3 && isRetryable(error)) continue;
      throw translate(error);
    }
  }
}

async function runOnce<T>(ctx: Ctx, work: Work<T>): Promise<T> {
  const { client, use, giveBack } = await ctx.db.connect(ctx.scope);
  const asking = new Asking(client);
  const { tx, end, commit } = createTx(asking);
  let broken: Error | undefined;
  try {
    // Not waited for: what is asked first goes right behind it, and fails with it.
    const opened = together(...opening(ctx.scope, ctx.actor).map((statement) => asking.ask(statement)));
    const [, result] = await together(
      opened,
      use(() => carryOut(work, { ...ctx, tx }, () => void commit())),
    );
    await commit();
    return result;
  } catch (error) {
    end();
    await asking.alone("rollback").catch((cause: unknown) => {
      broken = cause instanceof Error ? cause : new Error(String(cause));
    });
    throw error;
  } finally {
    giveBack(broken);
  }
}

/** Never throws but by its promise. */
async function carryOut<T>(work: Work<T>, ctx: TxCtx, commit: () => void): Promise<T> {
  return work(ctx, commit);
}

const plain = (name: string, text: string, values: readonly unknown[] = []): Statement => ({ name, text, values });
const begin = plain("tx-begin", "begin");
const beginReading = plain("tx-begin-reading", "begin read only");
const asWide = plain("tx-wide", "set local role stoa_wide");
const asApp = plain("tx-app", "set local role stoa_app");
const settingsText = `select ${settingNames.map((name, index) => `set_config('stoa.${name}', $${index + 1}, true)`).join(", ")}`;

/** begin, role and settings; ids are checked to be uuids. */
function opening(scope: Scope, actor?: Actor): Statement[] {
  const first = actor?.kind === "person" && actor.visiting ? beginReading : begin;
  // What an earlier transaction set went with it, and no policy looks at the wide role.
  if (scope.kind === "operator" || scope.kind === "engine") return [first, asWide];
  const settings = scopeSettings(scope);
  const values = settingNames.map((name) => checkUuid(settings[name]));
  return [first, asApp, plain("tx-settings", settingsText, values)];
}

function scopeSettings(scope: Scope): Partial<Record<(typeof settingNames)[number], string>> {
  switch (scope.kind) {
    case "customer":
      return { customer_id: scope.customerId, at_side: scope.sideId };
    case "publisher":
      return { publisher_id: scope.publisherId };
    case "side":
      return { side_id: scope.sideId, at_side: scope.sideId, host_id: scope.hostId };
    case "operator":
    case "engine":
      return {};
  }
}

function checkUuid(value: string | undefined): string {
  if (value === undefined) return "";
  if (isId(value)) return value;
  throw new StoaError("internal", "A scope id is not a uuid.");
}

/**
 * `end`: the connection may be another's from now on, and whoever still asks is refused, since it would run outside of the transaction. `commit` ends,
 * and commits what was asked, once however often it is called.
 */
function createTx(asking: Asking): { tx: Tx; end(): void; commit(): Promise<void> } {
  let over = false;
  let committed: Promise<void> | undefined;
  const query = async <Row extends object>(text: string, values: unknown[], name?: string): Promise<pg.QueryResult<Row>> => {
    if (over) throw new StoaError("internal", "A statement came after the end of its transaction.");
    try {
      return await asking.ask<Row>({ text, values: values.map(asText), name });
    } catch (error) {
      // Who asked, in place of the socket that answered.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    }
  };
  const tx: Tx = {
    rows: async <Row extends object>(text: string, values: unknown[] = []) => (await query<Row>(text, values)).rows,
    row: async <Row extends object>(text: string, values: unknown[] = []) => (await query<Row>(text, values)).rows[0],
    named: async <Row extends object>(name: string, text: string, values: unknown[] = []) => (await query<Row>(text, values, name)).rows,
    run: async (text, values = []) => (await query(text, values)).rowCount ?? 0,
  };
  const commit = (): Promise<void> => {
    if (committed) return committed;
    over = true;
    committed = asking.ask(plain("tx-commit", "commit")).then(({ command }) => {
      // Of statements that failed whoever asked is told; one that kept silent about it must not hear that all is well.
      if (command !== "COMMIT") throw new StoaError("internal", "The transaction was undone: one of its statements had failed.");
    });
    committed.catch(() => undefined);
    return committed;
  };
  return { tx, end: () => void (over = true), commit };
}

/** What cannot be said must not be found out when half of the question has gone. */
function asText(value: unknown): unknown {
  const isOther = Array.isArray(value) || ArrayBuffer.isView(value) || value instanceof Date;
  return typeof value === "object" && value !== null && !isOther ? JSON.stringify(value) : value;
}

function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

function isRetryable(error: unknown): boolean {
  const state = sqlState(error);
  return state === "40001" || state === "40P01";
}

function translate(error: unknown): unknown {
  if (sqlState(error) === "42501") return new StoaError("forbidden", { what: "The database refused this for your scope.", cause: error });
  if (sqlState(error) === "25006")
    return new StoaError("forbidden", { what: "A support view only looks: it changes nothing.", cause: error });
  return error;
}
