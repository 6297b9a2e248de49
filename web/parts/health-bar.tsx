import type { Meaning } from "../theme/meanings.ts";
import { countOf, formatCount, formatShare } from "./format/count.ts";
import { formatDay } from "./format/time.ts";
import { Tip } from "./tip.tsx";
import { t } from "../words/t.ts";
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
  if (share === 0) return "fine";
  return share >= 0.5 || (share >= 0.05 && fine + failed >= many) ? "failed" : "needs";
}

/** Of fewer runs one that failed and was mended is soon a twentieth: there a day is bad when half of it failed. */
const many = 20;

/** Of fewer runs a share says nothing: somebody tried how to set it up. */
const fewest = 3;

/** Health over the last days, one bar a day: height and colour by the share of failed runs, the figures on hover and in words. */
export function HealthBar({ days }: { days: readonly HealthDay[] }) {
  const fine = days.reduce((sum, day) => sum + day.fine, 0);
  const all = days.reduce((sum, day) => sum + day.fine + day.failed, 0);
  const bad = days.filter((day) => meaningOf(day) === "failed" && day.fine + day.failed >= fewest).length;
  return (
    <figure className={styles.figure}>
      <div
        className={styles.bars}
        role="img"
        aria-label={t("{share} of {count} runs fine in {days} days", {
          share: formatShare(fine, all),
          count: formatCount(all),
          days: days.length,
        })}
      >
        {days.map((day) => {
          const meaning = meaningOf(day);
          const total = day.fine + day.failed;
          return (
            <Tip
              key={day.day}
              label={`${formatDay(day.day)}: ${total > 0 ? t("{count} of {count2} failed", { count: formatCount(day.failed), count2: formatCount(total) }) : t("no runs")}`}
            >
              <span className={styles.bar} data-meaning={meaning} />
            </Tip>
          );
        })}
      </div>
      <figcaption className={styles.caption}>
        <span>{days[0] ? formatDay(days[0].day) : ""}</span>
        <span className={styles.said}>
          {all === 0
            ? t("No runs yet")
            : all < fewest
              ? t("Too few runs yet to say")
              : `${t("{share} of {count} runs fine", { share: formatShare(fine, all), count: formatCount(all) })}${bad > 0 ? `, ${countOf(bad, "bad day")}` : ""}`}
        </span>
        <span>{t("today")}</span>
      </figcaption>
    </figure>
  );
}
