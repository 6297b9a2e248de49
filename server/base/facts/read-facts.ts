import type { Db } from "../db/index.ts";
import type { TxCtx } from "../ctx.ts";
import { nextFacts, type Cursor } from "./store.ts";
import type { Fact } from "./unpack-facts.ts";

/** Facts that follow one another from a cursor on, without a gap. */
interface Stretch {
  after: Cursor;
  facts: readonly Fact[];
  readAt: number;
}

export interface Found {
  facts: readonly Fact[];
  /** Whether others are known to follow, or likely: a whole batch was read. */
  more: boolean;
}

const keptMs = 1_000;
const mostKept = 4;
const kept = new WeakMap<Db, Stretch[]>();

/**
 * The next facts after a cursor, at most so many. Every handler hears the same facts, so what one of this process read a moment ago serves the
 * others: below a snapshot's xmin everything is over, so nothing comes between facts that were read there.
 */
export async function readFacts({ db, tx }: TxCtx, after: Cursor, limit: number): Promise<Found> {
  const now = performance.now();
  const stretches = (kept.get(db) ?? []).filter((stretch) => now - stretch.readAt < keptMs);
  for (const stretch of stretches) {
    const rest = restOf(stretch, after);
    const facts = takeWhole(rest, limit);
    if (facts.length > 0) return { facts, more: rest.length > facts.length || goesOn(stretch, stretches, limit) };
  }
  const facts = await nextFacts(tx, after, limit);
  if (facts.length > 0) kept.set(db, [...(kept.get(db) ?? []).slice(1 - mostKept), { after, facts, readAt: now }]);
  return { facts, more: facts.length >= limit };
}

/** At most so many, or somewhat more: those of one row are heard together, since a cursor stands behind a row. */
function takeWhole(facts: readonly Fact[], limit: number): readonly Fact[] {
  const last = facts[limit - 1];
  if (!last) return facts;
  const end = facts.findIndex((fact, index) => index >= limit && !isSame(fact, last));
  return end < 0 ? facts : facts.slice(0, end);
}

function goesOn({ facts }: Stretch, stretches: readonly Stretch[], limit: number): boolean {
  const last = facts.at(-1);
  return facts.length >= limit || (last !== undefined && stretches.some(({ after }) => isSame(after, last)));
}

function restOf({ after, facts }: Stretch, cursor: Cursor): readonly Fact[] {
  if (isSame(after, cursor)) return facts;
  const at = facts.findLastIndex((fact) => isSame(fact, cursor));
  return at < 0 ? [] : facts.slice(at + 1);
}

function isSame(one: Cursor, other: Cursor): boolean {
  return one.seq === other.seq && one.xid === other.xid;
}
