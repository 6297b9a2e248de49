import type { ListingWeek, ListingWeeks } from "@stoa/contract";
import { Option, type Command } from "commander";
import { csvOption, printRows } from "../output/csv-option.ts";
import { openSession, type SideKind } from "../session/open-session.ts";
import { readNumber } from "../session/read-number.ts";
import { sideOption } from "../session/side-option.ts";

/** listings weeks: installs and failures by listing and week. */
export function addListingWeeks(program: Command, listings: Command): void {
  listings
    .command("weeks")
    .option("--weeks <n>", "this week and those before, 104 at most", readNumber, 12)
    .addOption(new Option("--by <what>", "what a row is").choices(["listing", "week", "both"]).default("listing"))
    .addOption(csvOption())
    .addOption(sideOption())
    .description("installs and failures of your host's listings by week")
    .action(async ({ weeks, by, csv, side }: { weeks: number; by: string; csv?: boolean; side: SideKind }) => {
      const session = await openSession();
      const { items } = await session.client.get<ListingWeeks>(`${session.side(side)}/listing-weeks`, { weeks, by });
      printRows(
        { ...program.opts(), csv },
        items,
        { ...named(by), ...figures },
        { empty: "No listings yet: stoa listings list --waiting" },
      );
    });
}

type Columns = Record<string, (row: ListingWeek) => string>;

const week: Columns = { week: (row) => row.week ?? "" };
const listing: Columns = { listing: (row) => row.listing?.title ?? "", publisher: (row) => row.listing?.publisher ?? "" };
const figures: Columns = {
  installations: (row) => String(row.installations),
  installed: (row) => String(row.installed),
  removed: (row) => String(row.removed),
  runs: (row) => String(row.runs),
  failed: (row) => String(row.failed),
  classes: (row) =>
    Object.entries(row.classes)
      .map(([name, runs]) => `${name} ${runs}`)
      .join("; "),
};

function named(by: string): Columns {
  return { ...(by === "listing" ? {} : week), ...(by === "week" ? {} : listing) };
}
