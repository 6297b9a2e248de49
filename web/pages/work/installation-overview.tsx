import type { InstallationView } from "@stoa/contract";
import { lazyPart } from "../../parts/lazy-part.ts";
import { Suspense, useMemo } from "react";
import { sayError } from "../../api/say-error.ts";
import type { List } from "../../api/use-read.ts";
import { Asks } from "../../parts/asks.tsx";
import { DataTable } from "../../parts/data-table/data-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import type { PlotRun } from "../../parts/runs-plot/plot-run.ts";
import { useNow } from "../../parts/use-now.ts";
import { Panel } from "../../parts/panel.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { usePlace } from "../../places/place.ts";
import { sayRun } from "../../words/run-words.ts";
import { Consents } from "./consents.tsx";
import { Grants } from "./grants.tsx";
import { GetHelp } from "./get-help.tsx";
import { HelpAsked } from "./help-asked.tsx";
import { Visits } from "./visits.tsx";
import { runColumns, tookOf } from "./run-columns.tsx";
import type { RunItem } from "@stoa/contract";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

const RunsPlot = lazyPart(() => import("../../parts/runs-plot/runs-plot.tsx"), "RunsPlot");

const columns = runColumns({ of: false });
/** A plot of fewer runs says less than their rows. */
const fewest = 12;
const idOf = (row: RunItem) => row.id;

/** Runs as a plot and as rows, and what the installation may do. */
export function InstallationOverview({ installation, runs }: { installation: InstallationView; runs: List<RunItem> }) {
  const place = usePlace();
  // Previews and questions for choices are short, and say nothing of how its work goes.
  const worked = useMemo(() => (runs.rows ?? []).filter(({ kind }) => kind === "work"), [runs.rows]);
  return (
    <div className={styles.columns}>
      <div className={styles.stack}>
        {worked.length >= fewest ? <Plot runs={worked} href={place.href} /> : null}
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
            installation.erasedAt === null ? (
              <EmptyState title={t("No runs yet")}>
                <p>{t("Each run stands here with its verdict, its log and what it changed.")}</p>
              </EmptyState>
            ) : (
              <EmptyState title={t("Its runs were erased")}>
                <p>{t("How many there were stands in the proof of erasure.")}</p>
              </EmptyState>
            )
          }
        />
      </div>
      <div className={styles.stack}>
        {installation.grants.length > 0 ? <Grants installation={installation} /> : null}
        <GetHelp installation={installation} runs={runs.rows} />
        <HelpAsked of={{ installationId: installation.id }} />
        <Panel title={t("What it may do")}>
          <Asks asks={installation.asks} installed={installation} />
        </Panel>
        <Consents installationId={installation.id} />
        <Visits installationId={installation.id} />
      </div>
    </div>
  );
}

const day = 86_400_000;

function Plot({ runs, href }: { runs: readonly RunItem[]; href: string }) {
  // To the minute, so that the plot is not drawn anew with every tick.
  const now = Math.ceil(useNow() / 60_000) * 60_000;
  const points = useMemo(() => runs.map((run) => toPoint(run, href, now)), [runs, href, now]);
  const age = now - Math.min(...points.map((point) => point.at));
  const [span, words] =
    age <= day
      ? [day, t("Runs of the last 24 hours")]
      : age <= 7 * day
        ? [7 * day, t("Runs of the last 7 days")]
        : [age, t("The last {count} runs", { count: runs.length })];
  return (
    <Suspense fallback={<Skeleton height="240px" />}>
      <RunsPlot title={t("{words}, by how long they took", { words })} runs={points} from={now - span} to={now} />
    </Suspense>
  );
}

function toPoint(run: RunItem, href: string, now: number): PlotRun {
  const at = Date.parse(run.startedAt ?? run.queuedAt);
  return { id: run.id, at, duration: tookOf(run) ?? Math.max(1, now - at), ...sayRun(run), href: `${href}/runs/${run.id}` };
}
