import type { ReactNode } from "react";
import type { Meaning } from "../theme/meanings.ts";
import { meaningIcons } from "./meaning-badge.tsx";
import styles from "./notice.module.css";

/** One line that stays where it matters: partial data, staleness, what is off. */
export function Notice({ meaning, children, action }: { meaning: Meaning; children: ReactNode; action?: ReactNode }) {
  const Icon = meaningIcons[meaning];
  return (
    <div className={styles.notice} data-meaning={meaning} role="status">
      <Icon size={16} aria-hidden className={styles.icon} />
      <div className={styles.text}>{children}</div>
      {action}
    </div>
  );
}
