import { failureClasses, type ListingWeek } from "@stoa/contract";
import { formatCount, formatShare } from "../../parts/format/count.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { failureWords } from "../../words/run-words.ts";
import styles from "../page.module.css";

const week: Column<ListingWeek> = {
  key: "week",
  title: "Week from",
  cell: (row) => <span className="number">{row.week}</span>,
  text: (row) => row.week ?? "",
  width: "120px",
  phone: "line",
};
const listing: Column<ListingWeek>[] = [
  { key: "listing", title: "Listing", cell: (row) => row.listing?.title, text: (row) => row.listing?.title ?? "", phone: "title" },
  { key: "publisher", title: "Publisher", cell: (row) => row.listing?.publisher, text: (row) => row.listing?.publisher ?? "" },
];

const count = (
  key: "installed" | "removed" | "installations" | "runs" | "failed",
  title: string,
  onPhone = false,
): Column<ListingWeek> => ({
  key,
  title,
  cell: (row) => <span className={row[key] === 0 ? styles.quiet : undefined}>{formatCount(row[key])}</span>,
  text: (row) => String(row[key]),
  align: "end",
  width: "112px",
  ...(onPhone ? { phone: "named" as const } : {}),
});

const figures: Column<ListingWeek>[] = [
  count("installations", "Installations"),
  count("installed", "Installed"),
  count("removed", "Uninstalled"),
  count("runs", "Runs"),
  { ...count("failed", "Failed", true), cell: (row) => <Failed row={row} />, width: "130px" },
  { key: "why", title: "Mostly because", cell: (row) => sayMost(row), text: (row) => sayClasses(row) },
];

function Failed({ row: { failed, runs } }: { row: ListingWeek }) {
  if (failed === 0) return <span className={styles.quiet}>0</span>;
  return (
    <>
      {formatCount(failed)} <span className={styles.quiet}>({formatShare(failed, runs)})</span>
    </>
  );
}

const ranked = ({ classes }: ListingWeek) =>
  failureClasses
    .flatMap((name) => ((classes[name] ?? 0) > 0 ? [{ name, runs: classes[name] ?? 0 }] : []))
    .toSorted((a, b) => b.runs - a.runs);

function sayMost(row: ListingWeek): string {
  const [most] = ranked(row);
  return most ? failureWords[most.name] : "";
}

function sayClasses(row: ListingWeek): string {
  return ranked(row)
    .map(({ name, runs }) => `${failureWords[name]} ${runs}`)
    .join("; ");
}

/** Columns of rows that are a listing, a week, or a listing's week. */
export function weekColumns(by: string): Column<ListingWeek>[] {
  if (by === "week") return [{ ...week, phone: "title" }, ...figures];
  return by === "both" ? [week, ...listing, ...figures] : [...listing, ...figures];
}
