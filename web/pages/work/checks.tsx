import type { CheckResult } from "@stoa/contract";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import styles from "../page.module.css";

/** What the checks found, each with what mends it. */
export function Checks({ checks }: { checks: readonly CheckResult[] }) {
  return (
    <ul className={styles.list}>
      {checks.map((check) => (
        <li key={check.name}>
          <span>
            <strong>{check.title}</strong>
            <span className={styles.quiet}>
              {" "}
              {check.text} {check.passed ? "" : check.fix}
            </span>
          </span>
          <MeaningBadge meaning={check.passed ? "fine" : "needs"} word={check.passed ? "Passed" : "To mend"} quiet />
        </li>
      ))}
    </ul>
  );
}
