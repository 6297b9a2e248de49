import type { WishState } from "@stoa/contract";
import type { Tx } from "../../../base/index.ts";
import type { WishRow } from "./wishes.ts";

export interface WishList {
  q: string | null;
  state: WishState | null;
  offset: number;
  limit: number;
}

export interface OwnWishRow extends WishRow {
  /** This customer's vote. */
  voted: boolean;
  why: string | null;
  seenAt: number | null;
  found: number;
}

const columns = `w.id, w.side_id as "sideId", w.name, w.state, w.answer, w.listing_id as "listingId", w.merged_into as "mergedInto", w.votes,
  w.created_at as "createdAt", w.decided_at as "decidedAt", w.version, count(*) over () as found`;
const page = "order by w.votes desc, w.id desc offset $5 limit $6";

/** As a customer sees them: what is open or planned at its side, and whatever it voted for. Of others only how many they are. */
export function listOwnWishes(tx: Tx, of: { sideId: string; customerId: string }, list: WishList): Promise<OwnWishRow[]> {
  return tx.rows(
    `select ${columns}, v.wish_id is not null as voted, v.why, v.seen_at as "seenAt"
     from catalog.wish w left join catalog.wish_vote v on v.wish_id = w.id and v.customer_id = $2
     where w.side_id = $1 and w.votes > 0 and (v.wish_id is not null or w.state in ('open', 'planned'))
       and ($3::text is null or position(lower($3) in lower(w.name)) > 0) and ($4::text is null or w.state = $4) ${page}`,
    [of.sideId, of.customerId, list.q, list.state, list.offset, list.limit],
  );
}

export interface HostWishRow extends WishRow {
  found: number;
  /** Votes of each of the last weeks, oldest first. */
  weeks: number[];
}

/** As the host sees them, the most wanted first, with the votes of the weeks that begin at these moments. */
export function listHostWishes(tx: Tx, sideId: string, list: WishList, weeks: readonly number[]): Promise<HostWishRow[]> {
  return tx.rows(
    `with page as materialized (
       select ${columns} from catalog.wish w
       where w.side_id = $1 and w.state <> 'merged' and (w.votes > 0 or w.state <> 'open') and $2::uuid is null
         and ($3::text is null or position(lower($3) in lower(w.name)) > 0) and ($4::text is null or w.state = $4) ${page}
     )
     select p.*, array(select (select count(*)::int from catalog.wish_vote v where v.wish_id = p.id and v.voted_at >= to_timestamp(week / 1000)
         and v.voted_at < to_timestamp(week / 1000) + interval '7 days') from unnest($7::float8[]) with ordinality as w (week, nth) order by nth) as weeks
     from page p order by p.votes desc, p.id desc`,
    [sideId, null, list.q, list.state, list.offset, list.limit, `{${weeks.join(",")}}`],
  );
}

export interface VoterRow {
  customerId: string;
  customerName: string;
  why: string | null;
  votedAt: number;
}

/** Who wants it, newest first, and what for. */
export function listVoters(tx: Tx, sideId: string, wishId: string): Promise<VoterRow[]> {
  return tx.rows(
    `select v.customer_id as "customerId", c.name as "customerName", v.why, v.voted_at as "votedAt"
     from catalog.wish_vote v join identity.v_customer c on c.id = v.customer_id
     where v.side_id = $1 and v.wish_id = $2 order by v.voted_at desc, v.customer_id limit 200`,
    [sideId, wishId],
  );
}

export function findHostWish(tx: Tx, sideId: string, id: string): Promise<WishRow | undefined> {
  return tx.row(`select ${columns} from catalog.wish w where w.side_id = $1 and w.id = $2`, [sideId, id]);
}

/** What else people called it. */
export async function listMergedNames(tx: Tx, sideId: string, id: string): Promise<string[]> {
  const rows = await tx.rows<{ name: string }>(
    "select name from catalog.wish where side_id = $1 and merged_into = $2 order by name limit 100",
    [sideId, id],
  );
  return rows.map((row) => row.name);
}
