import { showId, type ListingWeek, type ListingWeeks, type ListingWeeksQuery } from "@stoa/contract";
import { firstIdOf, transaction, type Ctx } from "../../base/index.ts";
import { listListingsNow, sumWeekInstalls, sumWeekRuns, type ListingNow, type WeekInstalls, type WeekRuns } from "./store/listing-weeks.ts";
import { dayMs, dayOf, hostsSide } from "./side.ts";

interface Sums {
  runs: readonly WeekRuns[];
  installs: readonly WeekInstalls[];
}

/** Installs and failures of a side's listings over weeks, this one and those before. @throws StoaError forbidden */
export async function sumListingWeeks(ctx: Ctx, query: ListingWeeksQuery): Promise<ListingWeeks> {
  const sideId = hostsSide(ctx);
  const weeks = weeksUntil(ctx.clock.now(), query.weeks ?? 12);
  const since = weeks[0] ?? "";
  return transaction(ctx, async ({ tx }) => {
    const listings = await listListingsNow(tx, sideId);
    const runs = await sumWeekRuns(tx, sideId, since);
    const installs = await sumWeekInstalls(tx, sideId, since, firstIdOf(Date.parse(since)));
    const runsOf = Map.groupBy(runs, ({ integrationId }) => integrationId);
    const installsOf = Map.groupBy(installs, ({ listingId }) => listingId);
    const each = listings.flatMap((listing) =>
      weeksOf(listing, weeks, { runs: runsOf.get(listing.integrationId) ?? [], installs: installsOf.get(listing.listingId) ?? [] }),
    );
    return { weeks, items: gather(each, query.by ?? "both", weeks) };
  });
}

/** Mondays in UTC, oldest first, the last that of the week of `now`. */
function weeksUntil(now: number, count: number): string[] {
  const today = Math.floor(now / dayMs);
  const monday = today - ((today + 3) % 7);
  return Array.from({ length: count }, (_, index) => dayOf((monday - 7 * (count - 1 - index)) * dayMs));
}

/** A listing's weeks; how many installations each ended with is counted back from now. */
function weeksOf(listing: ListingNow, weeks: readonly string[], sums: Sums): ListingWeek[] {
  const { listingId, title, publisher } = listing;
  let { installations } = listing;
  return weeks
    .toReversed()
    .map((week) => {
      const moved = sums.installs.find((row) => row.week === week) ?? { installed: 0, removed: 0 };
      const ended = { installed: moved.installed, removed: moved.removed, installations };
      installations += moved.removed - moved.installed;
      return {
        week,
        listing: { id: showId("listing", listingId), title, publisher },
        ...ended,
        ...sumRuns(sums.runs.filter((row) => row.week === week)),
      };
    })
    .toReversed();
}

function sumRuns(rows: readonly WeekRuns[]): Pick<ListingWeek, "runs" | "failed" | "classes"> {
  const classes = Object.fromEntries(
    rows.filter(({ result }) => result !== "succeeded" && result !== "cancelled").map((row) => [row.result, row.runs]),
  );
  const failed = Object.values(classes).reduce((sum, runs) => sum + runs, 0);
  return { runs: failed + (rows.find(({ result }) => result === "succeeded")?.runs ?? 0), failed, classes };
}

/** What is shown: each listing over all weeks, each week over all listings, or each listing's weeks in which something happened. */
function gather(each: readonly ListingWeek[], by: "listing" | "week" | "both", weeks: readonly string[]): ListingWeek[] {
  if (by === "both") return each.filter(({ installed, removed, runs }) => installed + removed + runs > 0);
  if (by === "week")
    return weeks.map((week) =>
      plus(
        each.filter((row) => row.week === week),
        { week, listing: null },
        "side by side",
      ),
    );
  return [...Map.groupBy(each, ({ listing }) => listing?.id).values()]
    .map((rows) => plus(rows, { week: null, listing: rows[0]?.listing ?? null }, "one after another"))
    .toSorted((a, b) => b.failed - a.failed || b.runs - a.runs || b.installations - a.installations);
}

function plus(
  rows: readonly ListingWeek[],
  of: Pick<ListingWeek, "week" | "listing">,
  how: "side by side" | "one after another",
): ListingWeek {
  const sum = (value: (row: ListingWeek) => number): number => rows.reduce((all, row) => all + value(row), 0);
  const names = [...new Set(rows.flatMap(({ classes }) => Object.keys(classes)))].toSorted();
  return {
    ...of,
    installed: sum((row) => row.installed),
    removed: sum((row) => row.removed),
    installations: how === "side by side" ? sum((row) => row.installations) : (rows.at(-1)?.installations ?? 0),
    runs: sum((row) => row.runs),
    failed: sum((row) => row.failed),
    classes: Object.fromEntries(names.map((name) => [name, sum(({ classes }) => classes[name] ?? 0)])),
  };
}
