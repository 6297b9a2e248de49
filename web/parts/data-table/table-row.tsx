import { Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";
import type { Column } from "./table-types.ts";
import { t } from "../../words/t.ts";
import { toAddress } from "../to-address.ts";
import styles from "./data-table.module.css";

interface TableRowProps<Row> {
  row: Row;
  columns: readonly Column<Row>[];
  href: string | undefined;
  name: string;
  picked: boolean;
  onPick?: ((picked: boolean) => void) | undefined;
}

/** One row. Its first cell holds the link; a click anywhere else in the row follows it too. */
export function TableRow<Row>({ row, columns, href, name, picked, onPick }: TableRowProps<Row>) {
  return (
    <tr role="row" className={styles.row} data-picked={picked || undefined} data-opens={href ? true : undefined} onClick={openRow}>
      {onPick ? (
        <td role="cell" className={styles.pick}>
          <Checkbox aria-label={t("Choose {name}", { name })} checked={picked} onChange={(event) => onPick(event.currentTarget.checked)} />
        </td>
      ) : null}
      {columns.map((column, index) => (
        <td role="cell" key={column.key} data-align={column.align} data-phone={column.phone ?? "none"} data-label={column.title}>
          {index === 0 && href ? <RowLink href={href}>{column.cell(row)}</RowLink> : wrapped(column.cell(row), column.wraps)}
        </td>
      ))}
    </tr>
  );
}

const wrapped = (cell: ReactNode, wraps = false): ReactNode =>
  wraps && cell !== null && cell !== "" ? <span className={styles.wraps}>{cell}</span> : cell;

function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link {...toAddress(href)} className={styles.link} data-row-link>
      {children}
    </Link>
  );
}

function openRow(event: MouseEvent<HTMLTableRowElement>): void {
  const target = event.target as HTMLElement;
  if (target.closest("a, button, input, label") || getSelection()?.toString()) return;
  event.currentTarget.querySelector<HTMLElement>("[data-row-link]")?.click();
}
