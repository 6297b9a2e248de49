import { Button } from "@mantine/core";
import { useMemo, useState, type ReactNode } from "react";
import { EmptyState } from "../empty-state.tsx";
import { ErrorState, type SaidError } from "../error-state.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { toCsv } from "@stoa/contract";
import { isFiltered, noQuery, type FilterSpec, type ListQuery } from "./list-query.ts";
import { saveFile } from "./save-file.ts";
import { TableBar } from "./table-bar.tsx";
import { TableRows } from "./table-rows.tsx";
import { TableSkeleton } from "./table-skeleton.tsx";
import type { BulkAction, Column } from "./table-types.ts";
import { nounOf } from "../format/count.ts";
import { t } from "../../words/t.ts";
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
  typable?: boolean;
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
  const { rows, query = noQuery, rowKey } = props;
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const pickedRows = useMemo(() => (rows ?? []).filter((row) => picked.has(rowKey(row))), [rows, picked, rowKey]);
  if (props.empty && rows?.length === 0 && !isFiltered(query) && !props.error) return <>{props.empty}</>;
  return (
    <div className={styles.list}>
      {props.plain ? null : <Bar {...props} />}
      {props.bulk && pickedRows.length > 0 ? (
        <BulkBar noun={props.noun} nouns={props.nouns} rows={pickedRows} actions={props.bulk} onClear={() => setPicked(new Set())} />
      ) : null}
      <Body {...props} picked={picked} onPicked={setPicked} />
      {props.more ? (
        <Button variant="default" className={styles.more} loading={props.more.loading} onClick={props.more.load}>
          {t("Show more")}
        </Button>
      ) : null}
    </div>
  );
}

function Bar<Row>(props: DataTableProps<Row>) {
  const { noun, nouns, rows, query = noQuery, onQuery = () => undefined, specs = [] } = props;
  return (
    <TableBar
      noun={noun}
      nouns={nouns}
      shown={rows?.length ?? 0}
      total={rows ? props.total : undefined}
      specs={specs}
      query={query}
      onQuery={onQuery}
      searchable={props.searchable ?? true}
      typable={props.typable ?? true}
      onExport={props.exportable && rows?.length ? () => exportRows(props) : undefined}
    />
  );
}

type BodyProps<Row> = DataTableProps<Row> & { picked: ReadonlySet<string>; onPicked: (picked: ReadonlySet<string>) => void };

// An error leaves standing what was read before it.
function Body<Row>({ picked, onPicked, ...props }: BodyProps<Row>) {
  const { rows, noun, nouns = `${noun}s`, onQuery = () => undefined } = props;
  const failure = props.error ? <ErrorState error={props.error} {...(props.onRetry ? { onRetry: props.onRetry } : {})} /> : null;
  if (!rows) return failure ?? <TableSkeleton columns={props.columns} />;
  if (rows.length === 0) return failure ?? <NothingFound nouns={nouns} onClear={() => onQuery(noQuery)} />;
  const { columns, rowKey, rowName = rowKey, rowHref, bulk } = props;
  return (
    <>
      {failure}
      <TableRows {...{ rows, columns, rowKey, rowName, rowHref, picked, onPicked }} label={nouns} choosable={bulk !== undefined} />
    </>
  );
}

function NothingFound({ nouns, onClear }: { nouns: string; onClear: () => void }) {
  return (
    <EmptyState
      title={t("No {nouns} match", { nouns: nounOf(nouns) })}
      action={
        <Button variant="default" onClick={onClear}>
          {t("Clear search and filters")}
        </Button>
      }
    >
      <p>{t("Nothing here has those words and filters together.")}</p>
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
