import { formatCount } from "./format/count.ts";
import { formatDuration } from "./format/duration.ts";
import { restOf } from "./rest-time.ts";
import styles from "./operation-progress.module.css";

interface OperationProgressProps {
  /** What is being done: "Building release 1.4.0". */
  title: string;
  /** The step it is at now. */
  step?: string;
  done: number;
  total: number;
  unit?: string;
  /** Milliseconds since it began; gives the rest time. */
  elapsed?: number;
  /** False when it stops with the page; true is the rule. */
  goesOn?: boolean;
}

/** Long work: a bar with count and rest time, which goes on when the page is closed. */
export function OperationProgress({ title, step, done, total, unit = "steps", elapsed, goesOn = true }: OperationProgressProps) {
  const rest = elapsed === undefined ? undefined : restOf(done, total, elapsed);
  return (
    <section className={styles.work} aria-label={title}>
      <div className={styles.line}>
        <span className={styles.title}>{title}</span>
        <span className="number">
          {formatCount(done)} of {formatCount(total)} {unit}
        </span>
      </div>
      <div className={styles.track} role="progressbar" aria-label={title} aria-valuenow={done} aria-valuemin={0} aria-valuemax={total}>
        <div className={styles.bar} style={{ "--share": total > 0 ? Math.min(1, done / total) : 0 }} />
      </div>
      <div className={styles.line} data-quiet>
        <span>{step}</span>
        <span className="number">
          {rest === undefined ? "" : `about ${formatDuration(rest)} left`}
          {goesOn ? `${rest === undefined ? "G" : ", g"}oes on if you close this page` : ""}
        </span>
      </div>
    </section>
  );
}
