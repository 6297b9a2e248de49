import { Skeleton } from "../skeleton.tsx";
import type { Column } from "./table-types.ts";
import { t } from "../../words/t.ts";
import styles from "./data-table.module.css";

const widths = ["72%", "48%", "60%", "40%", "66%", "52%"];

/** Eight grey rows in the shape of the table to come. */
export function TableSkeleton<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return (
    <table role="table" className={styles.table} aria-label={t("Loading")} aria-busy>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th role="columnheader" key={column.key} data-align={column.align} style={{ width: column.width }}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {Array.from({ length: 8 }, (_, line) => (
          <tr role="row" key={line} className={styles.row}>
            {columns.map((column, index) => (
              <td role="cell" key={column.key} data-phone={column.phone ?? "none"}>
                <Skeleton width={widths[(line + index) % widths.length] ?? "60%"} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
