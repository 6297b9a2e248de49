import { useMemo, type ReactNode } from "react";
import { sayError } from "../../api/say-error.ts";
import { useList } from "../../api/use-read.ts";
import { DataTable } from "../../parts/data-table/data-table.tsx";
import type { FilterSpec } from "../../parts/data-table/list-query.ts";
import type { BulkAction, Column } from "../../parts/data-table/table-types.ts";
import { useListAddress } from "../../parts/data-table/use-list-address.ts";
import { usePlace } from "../../places/place.ts";
import type { Query } from "@stoa/sdk";

interface ListOfProps<Asked, Row> {
  noun: string;
  path: string;
  columns: readonly Column<Row>[];
  rowHref?: (row: Row) => string;
  specs?: readonly FilterSpec[];
  empty: ReactNode;
  /** Always asked for, whatever is filtered. */
  fixed?: Query;
  every?: number;
  /** What is shown of the rows that were read; they themselves where it is not given. */
  fold?: (rows: readonly Asked[]) => readonly Row[];
  /** Asked for beside the text that is searched for. */
  searched?: (q: string) => Query;
  searchable?: boolean;
  /** False where the page itself gives all of it as a table. */
  exportable?: boolean;
  bulk?: readonly BulkAction<Row>[];
}

const noSpecs: readonly FilterSpec[] = [];
const idOf = (row: { id: string }) => row.id;

/** A list of the API as a table, its query in the address. */
export function ListOf<Asked extends { id: string }, Row extends { id: string } = Asked>(props: ListOfProps<Asked, Row>) {
  const place = usePlace();
  const { fold, searched } = props;
  const specs = props.specs ?? noSpecs;
  const [query, setQuery] = useListAddress(specs);
  const asked = useMemo((): Query => {
    const filters = Object.fromEntries(Object.entries(query.filters).map(([key, values]) => [key, values.join(",")]));
    return { ...props.fixed, ...filters, q: query.q || undefined, ...(query.q ? searched?.(query.q) : {}) };
  }, [query, props.fixed, searched]);
  const list = useList<Asked>(props.path, asked, { every: props.every });
  const rows = useMemo(() => (list.rows && fold ? fold(list.rows) : (list.rows as readonly Row[] | undefined)), [list.rows, fold]);
  return (
    <DataTable
      noun={props.noun}
      rows={rows}
      columns={props.columns}
      rowKey={idOf}
      {...(props.rowHref ? { rowHref: props.rowHref } : {})}
      total={list.total ?? null}
      specs={specs}
      query={query}
      onQuery={setQuery}
      searchable={props.searchable ?? true}
      typable={place.kind !== "customer"}
      error={list.error ? sayError(list.error) : undefined}
      onRetry={list.retry}
      empty={props.empty}
      more={list.more}
      exportable={props.exportable ?? true}
      {...(props.bulk ? { bulk: props.bulk } : {})}
    />
  );
}
