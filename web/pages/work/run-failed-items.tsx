import { useMemo, useState } from "react";
import { DataTable } from "../../parts/data-table/data-table.tsx";
import { noQuery } from "../../parts/data-table/list-query.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { Notice } from "../../parts/notice.tsx";
import { Panel } from "../../parts/panel.tsx";
import { formatCount } from "../../parts/format/count.ts";
import type { RunView } from "@stoa/contract";
import { t } from "../../words/t.ts";

type Item = RunView["failedItems"][number];

const columns: Column<Item>[] = [
  { key: "item", title: t("Item"), cell: (row) => <code>{row.item}</code>, text: (row) => row.item, width: "36%", phone: "title" },
  { key: "reason", title: t("Reason"), cell: (row) => row.reason, text: (row) => row.reason, phone: "line" },
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
    <Panel title={t("Failed items")}>
      {run.failedTotal > run.failedItems.length ? (
        <Notice meaning="waiting">
          {t("The first {count} of {count2} are kept.", {
            count: formatCount(run.failedItems.length),
            count2: formatCount(run.failedTotal),
          })}
        </Notice>
      ) : null}
      <DataTable noun="item" rows={rows} columns={columns} rowKey={keyOf} total={rows.length} query={query} onQuery={setQuery} exportable />
    </Panel>
  );
}
