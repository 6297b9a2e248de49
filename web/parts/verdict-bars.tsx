import { sayMeaning, type Meaning } from "../theme/meanings.ts";
import { countOf, formatCount } from "./format/count.ts";
import { formatDay } from "./format/time.ts";
import { MeaningBadge } from "./meaning-badge.tsx";
import { Tip } from "./tip.tsx";
import styles from "./verdict-bars.module.css";

/** Runs of one day by meaning. `day` is milliseconds at its start. */
export interface VerdictDay {
  day: number;
  counts: Partial<Record<Meaning, number>>;
}

const order: readonly Meaning[] = ["failed", "needs", "waiting", "running", "fine"];

/** Runs a day by verdict, the failed at the bottom where the eye compares them; a press leads to that day's rows. */
export function VerdictBars({
  title,
  days,
  words = {},
  noun = "run",
  onDay,
}: {
  title: string;
  /** What is counted. */
  noun?: string;
  days: readonly VerdictDay[];
  /** Words that replace the general ones here. */
  words?: Partial<Record<Meaning, string>>;
  onDay?: (day: number) => void;
}) {
  const total = (day: VerdictDay) => order.reduce((sum, meaning) => sum + (day.counts[meaning] ?? 0), 0);
  const top = Math.max(1, ...days.map(total));
  const present = order.filter((meaning) => days.some((day) => day.counts[meaning]));
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <strong>{title}</strong>
        <span className={styles.key}>
          {present.map((meaning) => (
            <MeaningBadge
              key={meaning}
              meaning={meaning}
              quiet
              word={`${words[meaning] ?? sayMeaning(meaning)} ${formatCount(days.reduce((sum, day) => sum + (day.counts[meaning] ?? 0), 0))}`}
            />
          ))}
        </span>
      </figcaption>
      <div className={styles.plot}>
        <span className={styles.top}>{countOf(top, noun)}</span>
        {days.map((day) => (
          <Tip key={day.day} label={describe(day, words)}>
            <button type="button" className={styles.day} aria-label={describe(day, words)} onClick={() => onDay?.(day.day)}>
              {order.toReversed().map((meaning) => (
                <span key={meaning} data-meaning={meaning} style={{ height: `${((day.counts[meaning] ?? 0) / top) * 100}%` }} />
              ))}
            </button>
          </Tip>
        ))}
      </div>
      <div className={styles.axis}>
        <span>{days[0] ? formatDay(days[0].day) : ""}</span>
        <span>{days.length > 0 ? formatDay(days[days.length - 1]?.day ?? 0) : ""}</span>
      </div>
    </figure>
  );
}

function describe(day: VerdictDay, words: Partial<Record<Meaning, string>>): string {
  const said = order
    .filter((meaning) => day.counts[meaning])
    .map((meaning) => `${formatCount(day.counts[meaning] ?? 0)} ${(words[meaning] ?? sayMeaning(meaning)).toLowerCase()}`);
  return `${formatDay(day.day)}: ${said.length > 0 ? said.join(", ") : "no runs"}`;
}
