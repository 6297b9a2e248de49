import type { ReactNode } from "react";
import styles from "./facts.module.css";

export interface FactRow {
  name: string;
  value: ReactNode;
  /** Said under the value. */
  note?: ReactNode;
}

/** Names with values, one under the other or `across` the page: "Last worked", "Next run", "Version". */
export function Facts({ rows, across = false }: { rows: readonly FactRow[]; across?: boolean }) {
  return (
    <dl className={styles.facts} data-across={across || undefined}>
      {rows.map((row) => (
        <div key={row.name} className={styles.row}>
          <dt>{row.name}</dt>
          <dd>
            {row.value}
            {row.note ? <div className={styles.note}>{row.note}</div> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
