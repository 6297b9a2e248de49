import type { WishState } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";

export interface WishRow {
  id: string;
  sideId: string;
  name: string;
  state: WishState;
  answer: string | null;
  listingId: string | null;
  mergedInto: string | null;
  votes: number;
  createdAt: number;
  decidedAt: number | null;
  version: number;
}

const columns = `w.id, w.side_id as "sideId", w.name, w.state, w.answer, w.listing_id as "listingId", w.merged_into as "mergedInto", w.votes,
  w.created_at as "createdAt", w.decided_at as "decidedAt", w.version`;

/** @returns whether it is new */
export async function insertWish(tx: Tx, row: { id: string; sideId: string; name: string; folded: string; now: number }): Promise<boolean> {
  const count = await tx.run(
    `insert into catalog.wish (id, side_id, name, folded, state, created_at) values ($1, $2, $3, $4, 'open', to_timestamp($5::float8 / 1000))
     on conflict (side_id, folded) do nothing`,
    [row.id, row.sideId, row.name, row.folded, row.now],
  );
  return count === 1;
}

/** Counts one more that a customer made today (UTC). @returns how many those are */
export async function countMade(tx: Tx, of: { sideId: string; customerId: string }, now: number): Promise<number> {
  const row = await tx.row<{ made: number }>(
    `insert into catalog.wish_maker as m (customer_id, side_id, day, made) values ($1, $2, (to_timestamp($3::float8 / 1000) at time zone 'UTC')::date, 1)
     on conflict (customer_id) do update set made = case when m.day = excluded.day then m.made + 1 else 1 end, day = excluded.day returning made`,
    [of.customerId, of.sideId, now],
  );
  return row?.made ?? 0;
}

export function lockWish(tx: Tx, sideId: string, id: string): Promise<WishRow | undefined> {
  return tx.row(`select ${columns} from catalog.wish w where w.side_id = $1 and w.id = $2 for update`, [sideId, id]);
}

/** Two, always in the same order. */
export function lockWishes(tx: Tx, sideId: string, ids: readonly string[]): Promise<WishRow[]> {
  return tx.rows(`select ${columns} from catalog.wish w where w.side_id = $1 and w.id = any ($2::uuid[]) order by w.id for update`, [
    sideId,
    ids,
  ]);
}

export function lockWishNamed(tx: Tx, sideId: string, folded: string): Promise<WishRow | undefined> {
  return tx.row(`select ${columns} from catalog.wish w where w.side_id = $1 and w.folded = $2 for update`, [sideId, folded]);
}

export interface NewVote {
  wishId: string;
  sideId: string;
  customerId: string;
  personId: string | null;
  why: string | null;
  now: number;
}

/** One vote a customer: a second one only brings its words up to date. @returns whether it was the first */
export async function putVote(tx: Tx, vote: NewVote): Promise<boolean> {
  const row = await tx.row<{ made: boolean }>(
    `insert into catalog.wish_vote as v (wish_id, side_id, customer_id, person_id, why, voted_at) values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000))
     on conflict (wish_id, customer_id) do update set why = coalesce(excluded.why, v.why) returning xmax = 0 as made`,
    [vote.wishId, vote.sideId, vote.customerId, vote.personId, vote.why, vote.now],
  );
  return row?.made ?? false;
}

export async function dropVote(tx: Tx, wishId: string, customerId: string): Promise<boolean> {
  return (await tx.run("delete from catalog.wish_vote where wish_id = $1 and customer_id = $2", [wishId, customerId])) === 1;
}

export async function addToVotes(tx: Tx, wish: { id: string; sideId: string }, delta: number): Promise<void> {
  await tx.run("update catalog.wish set votes = votes + $3, version = version + 1 where id = $1 and side_id = $2", [
    wish.id,
    wish.sideId,
    delta,
  ]);
}

/** Until the transaction ends no other vote of this customer is cast. */
export async function lockVotesOf(tx: Tx, customerId: string): Promise<void> {
  await tx.run("select pg_advisory_xact_lock(hashtextextended('wish votes ' || $1, 421))", [customerId]);
}

/** How many wishes a customer has a vote for. */
export async function countVotesOf(tx: Tx, customerId: string): Promise<number> {
  return (
    (await tx.row<{ count: number }>("select count(*) as count from catalog.wish_vote where customer_id = $1", [customerId]))?.count ?? 0
  );
}

export async function setSeen(tx: Tx, wishId: string, customerId: string, now: number): Promise<boolean> {
  const count = await tx.run(
    "update catalog.wish_vote set seen_at = to_timestamp($3::float8 / 1000) where wish_id = $1 and customer_id = $2 and seen_at is null",
    [wishId, customerId, now],
  );
  return count === 1;
}

export interface Decision {
  id: string;
  sideId: string;
  state: WishState;
  answer: string | null;
  listingId: string | null;
  mergedInto: string | null;
  now: number;
}

export async function saveDecision(tx: Tx, to: Decision): Promise<{ version: number }> {
  const saved = await tx.row<{ version: number }>(
    `update catalog.wish set state = $3, answer = $4, listing_id = $5, merged_into = $6, decided_at = to_timestamp($7::float8 / 1000), version = version + 1
     where id = $1 and side_id = $2 returning version`,
    [to.id, to.sideId, to.state, to.answer, to.listingId, to.mergedInto, to.now],
  );
  return saved ?? { version: 0 };
}

/** Who voted is to be told anew. */
export async function forgetSeen(tx: Tx, wishId: string, sideId: string): Promise<void> {
  await tx.run("update catalog.wish_vote set seen_at = null where wish_id = $1 and side_id = $2", [wishId, sideId]);
}

/** The votes of one are votes of the other; who voted for both has one. What was merged into the first follows. */
export async function moveVotes(tx: Tx, sideId: string, from: string, to: string): Promise<void> {
  await tx.run(
    `with gone as (delete from catalog.wish_vote where wish_id = $2 and side_id = $1 returning customer_id, person_id, why, voted_at)
     insert into catalog.wish_vote (wish_id, side_id, customer_id, person_id, why, voted_at)
     select $3, $1, customer_id, person_id, why, voted_at from gone on conflict (wish_id, customer_id) do nothing`,
    [sideId, from, to],
  );
  await tx.run("update catalog.wish set merged_into = $3 where side_id = $1 and merged_into = $2", [sideId, from, to]);
  await tx.run(
    `update catalog.wish w set votes = (select count(*) from catalog.wish_vote v where v.wish_id = w.id), version = version + 1
     where w.side_id = $1 and w.id = any (array[$2, $3]::uuid[])`,
    [sideId, from, to],
  );
}
