import { useMemo, useState } from "react";
import { DataTable } from "../../parts/data-table/data-table.tsx";
import { noQuery } from "../../parts/data-table/list-query.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { Notice } from "../../parts/notice.tsx";
import { Panel } from "../../parts/panel.tsx";
import { formatCount } from "../../parts/format/count.ts";
import type { RunView } from "@stoa/contract";

type Item = RunView["failedItems"][number];

const columns: Column<Item>[] = [
  { key: "item", title: "Item", cell: (row) => <code>{row.item}</code>, text: (row) => row.item, width: "36%", phone: "title" },
  { key: "reason", title: "Reason", cell: (row) => row.reason, text: (row) => row.reason, phone: "line" },
];

const keyOf = (row: Item) => `${row.item}\n${row.reason}`;

/** The items the program named as failed, each with its reason. */
export function RunFailedItems({ run }: { run: RunView }) {
  const [query, setQuery] = useState(noQuery);
  const rows = useMemo(() => {
    const words = query.q.toLowerCase().split(/\s+/).filter(Boolean);
    return run.failedItems.filter((one) => words.every((word) => `${one.item} ${one.reason}`.toLowerCase().includes(word)));
  }, [run.failedItems, query]);
  return (
    <Panel title="Failed items">
      {run.failedTotal > run.failedItems.length ? (
        <Notice meaning="waiting">
          The first {formatCount(run.failedItems.length)} of {formatCount(run.failedTotal)} are kept.
        </Notice>
      ) : null}
      <DataTable noun="item" rows={rows} columns={columns} rowKey={keyOf} total={rows.length} query={query} onQuery={setQuery} exportable />
    </Panel>
  );
}
