import { Link } from "@tanstack/react-router";
import { formatDuration } from "../format/duration.ts";
import { formatExact } from "../format/time.ts";
import { MeaningBadge } from "../meaning-badge.tsx";
import type { PlotRun } from "./plot-run.ts";
import { t } from "../../words/t.ts";
import styles from "./runs-plot.module.css";

/** The plot's runs as rows, newest first; closed until asked for. */
export function RunsTable({ title, runs }: { title: string; runs: readonly PlotRun[] }) {
  return (
    <details className={styles.details}>
      <summary>{t("Show as a table")}</summary>
      <div className={styles.tableBox} tabIndex={0} role="region" aria-label={t("{title}, as a table", { title })}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{t("Began")}</th>
              <th>{t("Took")}</th>
              <th>{t("Verdict")}</th>
            </tr>
          </thead>
          <tbody>
            {runs
              .toSorted((a, b) => b.at - a.at)
              .map((run) => (
                <tr key={run.id}>
                  <td>
                    <Link to={run.href}>{formatExact(run.at)}</Link>
                  </td>
                  <td className="number">{formatDuration(run.duration)}</td>
                  <td>
                    <MeaningBadge meaning={run.meaning} word={run.word} quiet />
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
