import type { InstallationView } from "@stoa/contract";
import { lazy, Suspense, useMemo } from "react";
import { sayError } from "../../api/say-error.ts";
import type { List } from "../../api/use-read.ts";
import { Asks } from "../../parts/asks.tsx";
import { DataTable } from "../../parts/data-table/data-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { usePlace } from "../../places/place.ts";
import { sayRun } from "../../words/run-words.ts";
import { runColumns, tookOf } from "./run-columns.tsx";
import type { RunItem } from "@stoa/contract";
import styles from "../page.module.css";

const RunsPlot = lazy(() => import("../../parts/runs-plot/runs-plot.tsx").then((part) => ({ default: part.RunsPlot })));

const columns = runColumns({ of: false });
const idOf = (row: RunItem) => row.id;

/** Runs as a plot and as rows, and what the installation may do. */
export function InstallationOverview({ installation, runs }: { installation: InstallationView; runs: List<RunItem> }) {
  const place = usePlace();
  return (
    <div className={styles.columns}>
      <div className={styles.stack}>
        {runs.rows && runs.rows.length > 0 ? <Plot runs={runs.rows} href={place.href} /> : null}
        <DataTable
          noun="run"
          rows={runs.rows}
          columns={columns}
          rowKey={idOf}
          rowHref={(row) => `${place.href}/runs/${row.id}`}
          total={runs.total ?? null}
          searchable={false}
          error={runs.error ? sayError(runs.error) : undefined}
          onRetry={runs.retry}
          more={runs.more}
          exportable
          empty={
            <EmptyState title="No runs yet">
              <p>Each run stands here with its verdict, its log and what it changed.</p>
            </EmptyState>
          }
        />
      </div>
      <Panel title="What it may do">
        <Asks asks={installation.asks} />
      </Panel>
    </div>
  );
}

const day = 86_400_000;

function Plot({ runs, href }: { runs: readonly RunItem[]; href: string }) {
  const points = useMemo(
    () =>
      runs.flatMap((run) => {
        const at = Date.parse(run.startedAt ?? run.queuedAt);
        const said = sayRun(run);
        return [
          {
            id: run.id,
            at,
            duration: tookOf(run) ?? Math.max(1, Date.now() - at),
            meaning: said.meaning,
            word: said.word,
            href: `${href}/runs/${run.id}`,
          },
        ];
      }),
    [runs, href],
  );
  const to = Date.now();
  const oldest = Math.min(...points.map((point) => point.at));
  const span = to - oldest <= day ? day : to - oldest <= 7 * day ? 7 * day : to - oldest;
  const title =
    span === day
      ? "Runs of the last 24 hours, by how long they took"
      : span === 7 * day
        ? "Runs of the last 7 days, by how long they took"
        : `The last ${runs.length} runs, by how long they took`;
  // Rounded to minutes so that the plot is not drawn anew with every tick.
  const end = Math.ceil(to / 60_000) * 60_000;
  return (
    <Suspense fallback={<Skeleton height="240px" />}>
      <RunsPlot title={title} runs={points} from={end - span} to={end} />
    </Suspense>
  );
}
