import type { Ctx, TxCtx } from "../ctx.ts";
import { transaction } from "../db/index.ts";
import { readFacts, type Found } from "./read-facts.ts";
import { advanceCursor, claimCursor, listDue, removeDead, saveDead } from "./store.ts";
import type { Fact } from "./unpack-facts.ts";

/** Hears facts of some types. `handle` runs in the transaction that moves the handler's cursor, so what it writes is written once. */
export interface FactHandler {
  name: string;
  types: readonly string[];
  /** @param isLate it was put aside before: facts that came after it were heard already */
  handle(ctx: TxCtx, fact: Fact, isLate?: boolean): Promise<void>;
  /** Hears many at once, for handlers to which a storm must stay cheap. When it throws, each is given to `handle` instead. */
  handleAll?(ctx: TxCtx, facts: readonly Fact[]): Promise<void>;
}

/** How many facts a handler is given in one transaction. */
const factBatch = 500;
const mostAttempts = 8;

/**
 * Gives a handler the next facts after its cursor, oldest first, only those below the snapshot's xmin (commit order is not insert
 * order). A fact whose handler throws, or that cannot be read, is put aside and tried again with backoff; the others go on.
 * @returns how many facts were heard, and whether more wait.
 */
export async function dispatchFacts(ctx: Ctx, handler: FactHandler): Promise<{ heard: number; more: boolean }> {
  const { facts, more } = await transaction(ctx, async (inner): Promise<Found> => {
    const cursor = await claimCursor(inner.tx, handler.name);
    if (!cursor) return { facts: [], more: false };
    const found = await readFacts(inner, cursor, factBatch);
    const last = found.facts.at(-1);
    if (!last) return found;
    await hearAll(
      inner,
      handler,
      found.facts.filter((fact) => handler.types.includes(fact.type)),
    );
    await advanceCursor(inner.tx, handler.name, last);
    return found;
  });
  return { heard: facts.length, more };
}

/** Tries again the facts whose handler threw and whose time has come. @returns how many were tried. */
export async function retryFacts(ctx: Ctx, handler: FactHandler): Promise<number> {
  return transaction(ctx, async (inner) => {
    const due = await listDue(inner.tx, handler.name, inner.clock.now(), factBatch);
    for (const { attempts, ...fact } of due) await hear(inner, handler, fact, attempts);
    return due.length;
  });
}

async function hearAll(ctx: TxCtx, handler: FactHandler, all: readonly Fact[]): Promise<void> {
  const facts = all.filter(({ fault }) => fault === undefined);
  for (const fact of all) if (fact.fault !== undefined) await hear(ctx, handler, fact);
  if (handler.handleAll && facts.length > 1) {
    await ctx.tx.run("savepoint facts");
    try {
      await handler.handleAll(ctx, facts);
      await ctx.tx.run("release savepoint facts");
      return;
    } catch (error) {
      await ctx.tx.run("rollback to savepoint facts");
      ctx.log.warn({ handler: handler.name, facts: facts.length, err: error }, "a fact handler failed on many at once; each alone now");
    }
  }
  for (const fact of facts) await hear(ctx, handler, fact);
}

async function hear(ctx: TxCtx, handler: FactHandler, fact: Fact, attemptsBefore = 0): Promise<void> {
  await ctx.tx.run("savepoint fact");
  try {
    if (fact.fault !== undefined) throw new Error(fact.fault);
    await handler.handle(ctx, fact, attemptsBefore > 0);
    await ctx.tx.run("release savepoint fact");
    if (attemptsBefore > 0) await removeDead(ctx.tx, handler.name, fact.id);
  } catch (error) {
    await ctx.tx.run("rollback to savepoint fact");
    const attempts = attemptsBefore + 1;
    const dueAt = ctx.clock.now() + Math.min(3_600_000, 1_000 * 2 ** attempts);
    const text = error instanceof Error ? error.message : String(error);
    ctx.log.warn({ handler: handler.name, fact: fact.id, attempts, err: text }, "a fact was put aside");
    await saveDead(ctx.tx, {
      handler: handler.name,
      factId: fact.id,
      rowId: fact.rowId,
      attempts,
      dueAt,
      error: text,
      givenUp: attempts >= mostAttempts,
    });
  }
}
