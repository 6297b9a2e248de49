import { Button, Checkbox } from "@mantine/core";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { EmptyState } from "../empty-state.tsx";
import { ErrorState, type SaidError } from "../error-state.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { toCsv } from "./csv.ts";
import { isFiltered, noQuery, type FilterSpec, type ListQuery } from "./list-query.ts";
import { focusRow, isTyping } from "./row-keys.ts";
import { saveFile } from "./save-file.ts";
import { TableBar } from "./table-bar.tsx";
import { TableRow } from "./table-row.tsx";
import { TableSkeleton } from "./table-skeleton.tsx";
import type { BulkAction, Column } from "./table-types.ts";
import styles from "./data-table.module.css";

interface DataTableProps<Row> {
  /** What one row is, "run"; the plural when adding an s is not enough. */
  noun: string;
  nouns?: string;
  /** Undefined while loading. */
  rows: readonly Row[] | undefined;
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  rowName?: (row: Row) => string;
  rowHref?: (row: Row) => string;
  total?: number | null;
  specs?: readonly FilterSpec[];
  query?: ListQuery;
  onQuery?: (query: ListQuery) => void;
  searchable?: boolean;
  /** Only the rows, without the bar over them. */
  plain?: boolean;
  error?: SaidError | undefined;
  onRetry?: () => void;
  /** What to show when there is nothing at all. */
  empty?: ReactNode;
  more?: { load: () => void; loading: boolean } | undefined;
  bulk?: readonly BulkAction<Row>[];
  exportable?: boolean;
}

/** Rows of one kind: counted, filtered by typing, moved through by j, k and Enter, exported, chosen in bulk. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { noun, nouns, rows, query = noQuery, onQuery = () => undefined, specs = [] } = props;
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const pickedRows = useMemo(() => (rows ?? []).filter((row) => picked.has(props.rowKey(row))), [rows, picked, props.rowKey]);
  const bare = rows?.length === 0 && !isFiltered(query) && !props.error;
  if (bare && props.empty) return <>{props.empty}</>;
  return (
    <div className={styles.list}>
      {props.plain ? null : (
        <TableBar
          noun={noun}
          nouns={nouns}
          shown={rows?.length ?? 0}
          total={rows ? props.total : undefined}
          specs={specs}
          query={query}
          onQuery={onQuery}
          searchable={props.searchable ?? true}
          onExport={props.exportable && rows?.length ? () => exportRows(props) : undefined}
        />
      )}
      {props.bulk && pickedRows.length > 0 ? (
        <BulkBar noun={noun} nouns={nouns} rows={pickedRows} actions={props.bulk} onClear={() => setPicked(new Set())} />
      ) : null}
      {props.error ? <ErrorState error={props.error} {...(props.onRetry ? { onRetry: props.onRetry } : {})} /> : null}
      {!props.error && !rows ? <TableSkeleton columns={props.columns} /> : null}
      {rows && rows.length > 0 ? <Rows {...props} rows={rows} picked={picked} onPicked={setPicked} /> : null}
      {rows?.length === 0 && !props.error ? <NothingFound nouns={nouns ?? `${noun}s`} onClear={() => onQuery(noQuery)} /> : null}
      {props.more ? (
        <Button variant="default" className={styles.more} loading={props.more.loading} onClick={props.more.load}>
          Show more
        </Button>
      ) : null}
    </div>
  );
}

type RowsProps<Row> = DataTableProps<Row> & {
  rows: readonly Row[];
  picked: ReadonlySet<string>;
  onPicked: (picked: ReadonlySet<string>) => void;
};

function Rows<Row>({ rows, columns, rowKey, rowName = rowKey, rowHref, bulk, picked, onPicked, noun, nouns }: RowsProps<Row>) {
  const table = useRowKeys();
  const keys = rows.map(rowKey);
  const all = keys.every((key) => picked.has(key));
  const pick = (key: string, chosen: boolean) => {
    const next = new Set(picked);
    if (chosen) next.add(key);
    else next.delete(key);
    onPicked(next);
  };
  return (
    <table ref={table} role="table" className={styles.table} aria-label={nouns ?? `${noun}s`}>
      <thead role="rowgroup">
        <tr role="row">
          {bulk ? (
            <th role="columnheader" className={styles.pick}>
              <Checkbox
                aria-label="Choose all"
                checked={all}
                indeterminate={!all && picked.size > 0}
                onChange={() => onPicked(new Set(all ? [] : keys))}
              />
            </th>
          ) : null}
          {columns.map((column) => (
            <th role="columnheader" key={column.key} data-align={column.align} style={{ width: column.width }}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <TableRow
            key={rowKey(row)}
            row={row}
            columns={columns}
            href={rowHref?.(row)}
            name={rowName(row)}
            picked={picked.has(rowKey(row))}
            onPick={bulk ? (chosen) => pick(rowKey(row), chosen) : undefined}
          />
        ))}
      </tbody>
    </table>
  );
}

function useRowKeys() {
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
      if (event.key !== "j" && event.key !== "k") return;
      if (table.current && isFirstTable(table.current)) focusRow(table.current, event.key === "j" ? 1 : -1);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return table;
}

// With several tables on a page, j and k go to the one that has focus, else to the first.
function isFirstTable(table: HTMLElement): boolean {
  const focused = document.activeElement?.closest("table");
  return focused ? focused === table : document.querySelector("table[role=table]") === table;
}

function NothingFound({ nouns, onClear }: { nouns: string; onClear: () => void }) {
  return (
    <EmptyState
      title={`No ${nouns} match`}
      action={
        <Button variant="default" onClick={onClear}>
          Clear search and filters
        </Button>
      }
    >
      <p>Nothing here has those words and filters together.</p>
    </EmptyState>
  );
}

function exportRows<Row>({ rows, columns, nouns, noun }: DataTableProps<Row>): void {
  const exported = columns.filter((column) => column.text);
  const lines = (rows ?? []).map((row) => exported.map((column) => column.text?.(row) ?? ""));
  saveFile(
    `${nouns ?? `${noun}s`}.csv`,
    "text/csv",
    toCsv(
      exported.map((column) => column.title),
      lines,
    ),
  );
}
