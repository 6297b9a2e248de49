import { Checkbox } from "@mantine/core";
import { TableRow } from "./table-row.tsx";
import type { Column } from "./table-types.ts";
import { useRowKeys } from "./use-row-keys.ts";
import { t } from "../../words/t.ts";
import styles from "./data-table.module.css";

interface TableRowsProps<Row> {
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  rowName: (row: Row) => string;
  rowHref: ((row: Row) => string) | undefined;
  label: string;
  choosable: boolean;
  picked: ReadonlySet<string>;
  onPicked: (picked: ReadonlySet<string>) => void;
}

/** The table itself. Roles are written out because a phone's layout takes the elements' own away. */
export function TableRows<Row>({ rows, columns, rowKey, rowName, rowHref, label, choosable, picked, onPicked }: TableRowsProps<Row>) {
  const table = useRowKeys();
  const pick = (key: string, chosen: boolean) => {
    const next = new Set(picked);
    if (chosen) next.add(key);
    else next.delete(key);
    onPicked(next);
  };
  return (
    <table ref={table} role="table" className={styles.table} aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {choosable ? <ChooseAll keys={rows.map(rowKey)} picked={picked} onPicked={onPicked} /> : null}
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
            onPick={choosable ? (chosen) => pick(rowKey(row), chosen) : undefined}
          />
        ))}
      </tbody>
    </table>
  );
}

function ChooseAll({ keys, picked, onPicked }: { keys: readonly string[] } & Pick<TableRowsProps<never>, "picked" | "onPicked">) {
  const all = keys.every((key) => picked.has(key));
  return (
    <th role="columnheader" className={styles.pick}>
      <Checkbox
        aria-label={t("Choose all")}
        checked={all}
        indeterminate={!all && picked.size > 0}
        onChange={() => onPicked(new Set(all ? [] : keys))}
      />
    </th>
  );
}
