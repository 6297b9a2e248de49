import {
  customerHealths,
  readId,
  showId,
  type CustomerHealthItem,
  type CustomerHealthPage,
  type CustomerHealthQuery,
} from "@stoa/contract";
import { StoaError, transaction, type Ctx } from "../../base/index.ts";
import { moment, momentOrNull } from "./show.ts";
import { findCustomerHealth, type CustomerHealthRow } from "./store/customer-health.ts";
import { dayMs, dayOf, hostsSide } from "./side.ts";

export const failureDays = 7;

/** A side's customers with how their installations fare, those in trouble first unless asked otherwise. @throws StoaError forbidden, invalid_input */
export async function listCustomerHealth(ctx: Ctx, query: CustomerHealthQuery): Promise<CustomerHealthPage> {
  const sideId = hostsSide(ctx);
  const limit = query.limit ?? 50;
  const now = ctx.clock.now();
  const input = {
    sideId,
    like: query.q === undefined || query.q === "" ? null : `%${query.q.replaceAll(/[\\%_]/g, (mark) => `\\${mark}`)}%`,
    since: dayOf(now - (failureDays - 1) * dayMs),
    healths: readHealths(query.health),
    after: query.after === undefined ? null : readAfter(query.after, query.sort === "name"),
    limit: limit + 1,
  };
  const { rows, counts } = await transaction(ctx, ({ tx }) => findCustomerHealth(tx, query.sort ?? "health", input));
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const wanted = input.healths ?? customerHealths;
  return {
    items: shown.map(showHealth),
    next: rows.length > limit && last ? Buffer.from(JSON.stringify([last.key, showId("customer", last.id)])).toString("base64url") : null,
    total: customerHealths.reduce((sum, health) => sum + (wanted.includes(health) ? (counts[health] ?? 0) : 0), 0),
    counts,
  };
}

export function showHealth(row: CustomerHealthRow): CustomerHealthItem {
  const { externalRef, name, tier, health, installations, failing, silent, needsSignIn, failures } = row;
  const times = { lastRunAt: momentOrNull(row.lastRunAt), closedAt: momentOrNull(row.closedAt), createdAt: moment(row.createdAt) };
  return {
    id: showId("customer", row.id),
    externalRef,
    name,
    tier,
    health,
    installations,
    failing,
    silent,
    needsSignIn,
    failures,
    ...times,
  };
}

function readHealths(text: string | undefined): string[] | null {
  if (text === undefined || text === "") return null;
  const healths = text.split(",");
  const unknown = healths.find((one) => !customerHealths.some((health) => health === one));
  if (unknown === undefined) return healths;
  throw new StoaError("invalid_input", { what: `"${unknown}" is no health of a customer.`, fix: `Ask for ${customerHealths.join(", ")}.` });
}

/** Where a page ended: what its last row is ordered by, and which it is. @throws StoaError invalid_input */
function readAfter(text: string, named: boolean): { key: string | number; id: string } {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    const [key, shown] = Array.isArray(read) ? (read as unknown[]) : [];
    const id = typeof shown === "string" ? readId("customer", shown) : undefined;
    if (id !== undefined && (named ? typeof key === "string" && !key.includes("\0") : typeof key === "number"))
      return { key: key as string | number, id };
  } catch {
    // Not ours: said below.
  }
  throw new StoaError("invalid_input", {
    what: "`after` is not the end of a page in this order.",
    fix: "Give the `next` of the page before.",
  });
}
