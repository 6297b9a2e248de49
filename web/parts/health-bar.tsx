import { Tooltip } from "@mantine/core";
import type { Meaning } from "../theme/meanings.ts";
import { formatCount, formatShare } from "./format/count.ts";
import { formatDay } from "./format/time.ts";
import styles from "./health-bar.module.css";

/** One day of runs. `day` is milliseconds at its start. */
export interface HealthDay {
  day: number;
  fine: number;
  failed: number;
}

function meaningOf({ fine, failed }: HealthDay): Meaning | "none" {
  if (fine + failed === 0) return "none";
  const share = failed / (fine + failed);
  return share === 0 ? "fine" : share < 0.05 ? "needs" : "failed";
}

const words = { fine: "all runs fine", needs: "under 5 % failed", failed: "5 % or more failed", none: "no runs" } as const;

/** Health over the last days, one bar a day: height and colour by the share of failed runs, the figures on hover and in words. */
export function HealthBar({ days }: { days: readonly HealthDay[] }) {
  const fine = days.reduce((sum, day) => sum + day.fine, 0);
  const all = days.reduce((sum, day) => sum + day.fine + day.failed, 0);
  const bad = days.filter((day) => meaningOf(day) === "failed").length;
  return (
    <figure className={styles.figure}>
      <div
        className={styles.bars}
        role="img"
        aria-label={`${formatShare(fine, all)} of ${formatCount(all)} runs fine in ${days.length} days`}
      >
        {days.map((day) => {
          const meaning = meaningOf(day);
          const known = meaning === "needs" || meaning === "failed" || meaning === "fine" ? words[meaning] : words.none;
          const total = day.fine + day.failed;
          return (
            <Tooltip
              key={day.day}
              label={`${formatDay(day.day)}: ${total > 0 ? `${formatCount(day.failed)} of ${formatCount(total)} failed` : known}`}
            >
              <span className={styles.bar} data-meaning={meaning} />
            </Tooltip>
          );
        })}
      </div>
      <figcaption className={styles.caption}>
        <span>{days[0] ? formatDay(days[0].day) : ""}</span>
        <span className={styles.said}>
          {all === 0
            ? "No runs yet"
            : `${formatShare(fine, all)} of ${formatCount(all)} runs fine${bad > 0 ? `, ${bad === 1 ? "1 bad day" : `${bad} bad days`}` : ""}`}
        </span>
        <span>today</span>
      </figcaption>
    </figure>
  );
}
