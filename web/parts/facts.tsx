import type { ReactNode } from "react";
import styles from "./facts.module.css";

export interface FactRow {
  name: string;
  value: ReactNode;
  /** Said under the value. */
  note?: ReactNode;
}

/** Names with values, one under the other: "Last worked", "Next run", "Version". */
export function Facts({ rows }: { rows: readonly FactRow[] }) {
  return (
    <dl className={styles.facts}>
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
