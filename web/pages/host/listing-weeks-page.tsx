import type { ListingWeek, ListingWeeks } from "@stoa/contract";
import { useMemo, useState } from "react";
import { useRead } from "../../api/use-read.ts";
import { DataTable } from "../../parts/data-table/data-table.tsx";
import type { FilterSpec, ListQuery } from "../../parts/data-table/list-query.ts";
import { useListAddress } from "../../parts/data-table/use-list-address.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Panel } from "../../parts/panel.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { VerdictBars } from "../../parts/verdict-bars.tsx";
import { usePlace } from "../../places/place.ts";
import { weekColumns } from "./week-columns.tsx";
import styles from "../page.module.css";

const step = 100;
const periods = [4, 12, 26, 52];
const specs: FilterSpec[] = [
  { key: "weeks", title: "Period", single: true, options: periods.map((count) => ({ value: String(count), label: `${count} weeks` })) },
  {
    key: "by",
    title: "Rows",
    single: true,
    options: [
      { value: "listing", label: "A listing" },
      { value: "week", label: "A week" },
      { value: "both", label: "A listing's week" },
    ],
  },
];

/** Installs and failures of all a host's listings over weeks: two plots, and the rows behind them. */
export function ListingWeeksPage() {
  const place = usePlace();
  const [query, setQuery] = useListAddress(specs);
  const weeks = Number(query.filters["weeks"]?.[0] ?? 12);
  const by = query.filters["by"]?.[0] ?? "listing";
  const plots = useRead<ListingWeeks>(`${place.api}/listing-weeks`, { weeks, by: "week" });
  const rows = useRead<ListingWeeks>(`${place.api}/listing-weeks`, { weeks, by });
  return (
    <>
      <PageHead
        title="Installs and failures"
        line={<p>Weeks go from Monday to Sunday in UTC; the last one is still going on. Cancelled runs and previews are not counted.</p>}
      />
      <Loaded query={plots}>{({ items }) => <Plots weeks={items} onWeek={(day) => setQuery(toWeek(query, day))} />}</Loaded>
      <Loaded query={rows}>{({ items }) => <Rows items={items} by={by} query={query} onQuery={setQuery} />}</Loaded>
    </>
  );
}

/** A press on a bar shows that week's rows. */
function toWeek(query: ListQuery, day: number): ListQuery {
  return { q: new Date(day).toISOString().slice(0, 10), filters: { ...query.filters, by: ["both"] } };
}

function Plots({ weeks, onWeek }: { weeks: readonly ListingWeek[]; onWeek: (day: number) => void }) {
  const shown = weeks.map((row) => ({ ...row, day: Date.parse(row.week ?? "") }));
  const runs = shown.map(({ day, runs, failed }) => ({ day, counts: { fine: runs - failed, failed } }));
  const installs = shown.map(({ day, installed, removed }) => ({ day, counts: { fine: installed, waiting: removed } }));
  return (
    <div className={styles.pair}>
      <VerdictBars title="Runs a week" days={runs} onDay={onWeek} />
      {shown.some(({ installed, removed }) => installed + removed > 0) ? (
        <VerdictBars
          title="Installs a week"
          noun="change"
          days={installs}
          words={{ fine: "Installed", waiting: "Uninstalled" }}
          onDay={onWeek}
        />
      ) : (
        <Panel title="Installs a week">
          <p className={styles.quiet}>Nothing was installed or uninstalled in these weeks.</p>
        </Panel>
      )}
    </div>
  );
}

interface RowsProps {
  items: readonly ListingWeek[];
  by: string;
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
}

function Rows({ items, by, query, onQuery }: RowsProps) {
  const columns = useMemo(() => weekColumns(by), [by]);
  const [most, setMost] = useState(step);
  const words = query.q.toLowerCase();
  const found = items.filter((row) =>
    `${row.week ?? ""} ${row.listing?.title ?? ""} ${row.listing?.publisher ?? ""}`.toLowerCase().includes(words),
  );
  return (
    <DataTable
      noun="row"
      rows={found.slice(0, most)}
      columns={columns}
      rowKey={(row) => `${row.week ?? ""} ${row.listing?.id ?? ""}`}
      total={found.length}
      more={found.length > most ? { load: () => setMost(most + step), loading: false } : undefined}
      specs={specs}
      query={query}
      onQuery={onQuery}
      exportable
      empty={
        <EmptyState title="No listings yet" example={<code>stoa listings list --waiting</code>}>
          <p>
            Once you approved a first listing, each week becomes a bar here: what ran and failed, what was installed and taken away again.
          </p>
        </EmptyState>
      }
    />
  );
}
