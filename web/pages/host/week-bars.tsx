import styles from "./week-bars.module.css";

/** A number a week, oldest first, as bars; the figures are its text. */
export function WeekBars({ weeks }: { weeks: readonly number[] }) {
  const top = Math.max(1, ...weeks);
  const text = `${weeks.reduce((sum, votes) => sum + votes, 0)} in twelve weeks, ${weeks.at(-1) ?? 0} in this one`;
  return (
    <span className={styles.bars} role="img" aria-label={text} title={text}>
      {weeks.map((votes, index) => (
        <span key={index} style={{ height: `${(votes / top) * 100}%` }} />
      ))}
    </span>
  );
}
