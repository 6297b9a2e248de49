import type { WishState } from "@stoa/contract";
import { transaction, type Ctx } from "../../../base/index.ts";
import { listHostWishes, listOwnWishes, type HostWishRow, type OwnWishRow, type WishList } from "../store/wish-lists.ts";
import { decidingSide, votingCustomer } from "./vote-rules.ts";
import { withOffered } from "./with-offered.ts";

export interface ListWishesInput {
  q?: string | undefined;
  state?: WishState | undefined;
  after?: string | undefined;
  limit?: number | undefined;
}

export interface WishPage<Row> {
  items: Row[];
  next: string | null;
  total: number;
}

/** As a customer sees them: names and how many want each, its own votes; of what is there the listing, where the host offers it to this customer. */
export async function listOwnWishList(ctx: Ctx, input: ListWishesInput): Promise<WishPage<OwnWishRow>> {
  return transaction(ctx, async (inner) => {
    const list = toList(input);
    const page = toPage(list, await listOwnWishes(inner.tx, votingCustomer(inner), list));
    return { ...page, items: await withOffered(inner, page.items) };
  });
}

const weekMs = 7 * 86_400_000;
const mondayMs = 4 * 86_400_000;
const shownWeeks = 12;

/** As the host sees them, the most wanted first, with the votes of the last twelve weeks (from Monday, UTC). */
export async function listHostWishList(ctx: Ctx, input: ListWishesInput): Promise<WishPage<HostWishRow> & { weeks: number[] }> {
  return transaction(ctx, async (inner) => {
    const list = toList(input);
    const weeks = lastWeeks(inner.clock.now());
    return { ...toPage(list, await listHostWishes(inner.tx, decidingSide(inner), list, weeks)), weeks };
  });
}

function lastWeeks(now: number): number[] {
  const thisWeek = Math.floor((now - mondayMs) / weekMs) * weekMs + mondayMs;
  return Array.from({ length: shownWeeks }, (_, index) => thisWeek - (shownWeeks - 1 - index) * weekMs);
}

function toList({ q, state, after = "0", limit = 50 }: ListWishesInput): WishList {
  const offset = Number.parseInt(after, 10);
  const text = q?.replaceAll("\0", "").toWellFormed().trim();
  return { q: text || null, state: state ?? null, offset: offset > 0 ? Math.min(offset, 10_000) : 0, limit };
}

function toPage<Row extends { found: number }>({ offset, limit }: WishList, items: Row[]): WishPage<Row> {
  const total = items[0]?.found ?? 0;
  return { items, total, next: offset + limit < total ? String(offset + limit) : null };
}
