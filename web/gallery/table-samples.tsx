import { useMemo, useState } from "react";
import { EmptyState } from "../parts/empty-state.tsx";
import { DataTable } from "../parts/data-table/data-table.tsx";
import { noQuery, type FilterSpec, type ListQuery } from "../parts/data-table/list-query.ts";
import { useListAddress } from "../parts/data-table/use-list-address.ts";
import type { Column } from "../parts/data-table/table-types.ts";
import { formatExact } from "../parts/format/time.ts";
import { Duration } from "../parts/amounts.tsx";
import { IdChip } from "../parts/id-chip.tsx";
import { MeaningBadge } from "../parts/meaning-badge.tsx";
import { TimeAgo } from "../parts/time-ago.tsx";
import { meanings, sayMeaning } from "../theme/meanings.ts";
import { sampleRuns, type SampleRun } from "./samples.ts";

const columns: Column<SampleRun>[] = [
  { key: "listing", title: "Listing", cell: (run) => run.listing, text: (run) => run.listing, phone: "title" },
  {
    key: "verdict",
    title: "Verdict",
    cell: (run) => <MeaningBadge meaning={run.meaning} word={run.word} />,
    text: (run) => run.word,
    width: "176px",
    phone: "mark",
  },
  { key: "customer", title: "Customer", cell: (run) => run.customer, text: (run) => run.customer, phone: "line" },
  { key: "id", title: "Run", cell: (run) => <IdChip id={run.id} />, text: (run) => run.id, width: "104px" },
  {
    key: "took",
    title: "Took",
    cell: (run) => <Duration milliseconds={run.duration} />,
    text: (run) => String(run.duration),
    align: "end",
    width: "96px",
  },
  {
    key: "at",
    title: "Began",
    cell: (run) => <TimeAgo at={run.at} />,
    text: (run) => formatExact(run.at),
    align: "end",
    width: "136px",
    phone: "line",
  },
];

const specs: FilterSpec[] = [
  { key: "verdict", title: "Verdict", options: meanings.map((value) => ({ value, label: sayMeaning(value) })) },
  { key: "listing", title: "Listing", options: ["Invoice sync", "Feed to inbox"].map((value) => ({ value, label: value })) },
];

const keyOf = (run: SampleRun) => run.id;

export function TableSamples() {
  const [query, setQuery] = useListAddress(specs);
  const [other, setOther] = useState<ListQuery>(noQuery);
  const rows = useMemo(() => sampleRuns.filter((run) => matches(run, query)), [query]);
  return (
    <div style={{ display: "grid", gap: 32 }}>
      <DataTable
        noun="run"
        rows={rows}
        columns={columns}
        rowKey={keyOf}
        rowHref={() => "/parts"}
        total={rows.length}
        specs={specs}
        query={query}
        onQuery={setQuery}
        exportable
        bulk={[
          {
            label: "Run again",
            preview: (chosen) => <p>{chosen.length} runs are queued again with their original settings.</p>,
            act: () => undefined,
          },
        ]}
        more={{ load: () => undefined, loading: false }}
      />
      <DataTable noun="runner" rows={undefined} columns={columns} rowKey={keyOf} query={other} onQuery={setOther} />
      <DataTable
        noun="build"
        rows={undefined}
        columns={columns}
        rowKey={keyOf}
        error={{ what: "The builds could not be read", fix: "Try again in a moment.", trace: "trc_01jd8f3k2m5n7p9q1r3s5t7v9w" }}
        onRetry={() => undefined}
      />
      <DataTable noun="customer" rows={[]} columns={columns} rowKey={keyOf} query={{ q: "zebra", filters: {} }} />
      <DataTable
        noun="token"
        rows={[]}
        columns={columns}
        rowKey={keyOf}
        empty={
          <EmptyState title="No tokens yet">
            <p>A token lets a program do what you may do here, for as long as you say.</p>
          </EmptyState>
        }
      />
    </div>
  );
}

function matches(run: SampleRun, query: ListQuery): boolean {
  const words = query.q.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${run.listing} ${run.customer} ${run.word} ${run.id}`.toLowerCase();
  const verdicts = query.filters["verdict"];
  const listings = query.filters["listing"];
  return (
    words.every((word) => text.includes(word)) &&
    (!verdicts || verdicts.includes(run.meaning)) &&
    (!listings || listings.includes(run.listing))
  );
}
