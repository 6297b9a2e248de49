import type { CheckResult } from "@stoa/contract";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import styles from "./checks.module.css";

/** What the checks found, each with what mends it; what is to mend comes first. */
export function Checks({ checks }: { checks: readonly CheckResult[] }) {
  return (
    <ul className={styles.checks}>
      {checks
        .toSorted((a, b) => Number(a.passed) - Number(b.passed))
        .map((check) => (
          <li key={check.name}>
            <span className={styles.checkLine}>
              <strong>{check.title}</strong>
              <MeaningBadge meaning={check.passed ? "fine" : "needs"} word={check.passed ? "Passed" : "To mend"} quiet />
            </span>
            <span className={styles.quiet}>
              {check.text} {check.passed ? "" : check.fix}
            </span>
          </li>
        ))}
    </ul>
  );
}
