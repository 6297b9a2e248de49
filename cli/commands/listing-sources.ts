import { installSources, type InstallSourceList } from "@stoa/contract";
import type { Command } from "commander";
import { csvOption, printRows } from "../output/csv-option.ts";
import { openSession, type SideKind } from "../session/open-session.ts";
import { readNumber } from "../session/read-number.ts";
import { sideOption } from "../session/side-option.ts";

type Row = InstallSourceList["items"][number];

/** listings sources: how customers came to install each listing. */
export function addListingSources(program: Command, listings: Command): void {
  listings
    .command("sources")
    .option("--weeks <n>", "this week and those before, 104 at most", readNumber, 12)
    .addOption(csvOption())
    .addOption(sideOption())
    .description("how customers came to install each listing: by a search, a category, a suggestion, a link")
    .action(async ({ weeks, csv, side }: { weeks: number; csv?: boolean; side: SideKind }) => {
      const session = await openSession();
      const { items } = await session.client.get<InstallSourceList>(`${session.reader(side)}/install-sources`, { weeks });
      printRows({ ...program.opts(), csv }, items, columns, { empty: "Nothing was installed in these weeks." });
    });
}

const columns: Record<string, (row: Row) => string> = {
  listing: (row) => row.listing.title,
  installs: (row) => String(row.installs),
  ...Object.fromEntries(installSources.map((source) => [source, (row: Row) => String(row.sources[source] ?? 0)])),
};
