import type { InstallationView, RunItem, VisitPage as Visits, VisitView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { sayError } from "../../api/say-error.ts";
import { useAct, useList, useRead } from "../../api/use-read.ts";
import { Asks } from "../../parts/asks.tsx";
import { DataTable } from "../../parts/data-table/data-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { Notice } from "../../parts/notice.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { formatExact } from "../../parts/format/time.ts";
import { useCrumb } from "../../places/crumb.ts";
import { usePlace } from "../../places/place.ts";
import { installationStates } from "../../words/installation-states.ts";
import { sayCron } from "../../words/say-cron.ts";
import { runColumns } from "../work/run-columns.tsx";
import { VisitedRun } from "./visited-run.tsx";
import styles from "../page.module.css";

const columns = runColumns({ of: false });
const idOf = (row: RunItem) => row.id;

/** A customer's installation as the host's support sees it: settings, runs, verdicts; nothing to press but the end. */
export function VisitPage() {
  const place = usePlace();
  const { visitId = "" }: { visitId?: string } = useParams({ strict: false });
  const base = `${place.api}/visits/${visitId}`;
  const installation = useRead<InstallationView>(`${base}/installation`);
  const visits = useRead<Visits>(
    `${place.api}/visits`,
    { installationId: installation.data?.id, limit: 50 },
    { when: installation.data !== undefined },
  );
  useCrumb(installation.data ? installation.data.name || installation.data.title : undefined);
  return (
    <Loaded page query={installation}>
      {(found) => <Shown base={base} installation={found} visit={visits.data?.items.find(({ id }) => id === visitId)} />}
    </Loaded>
  );
}

interface ShownProps {
  base: string;
  installation: InstallationView;
  visit: VisitView | undefined;
}

function Shown({ base, installation, visit }: ShownProps) {
  const place = usePlace();
  const { run }: { run?: string } = useSearch({ strict: false });
  const runs = useList<RunItem>(`${base}/runs`, { limit: 50 });
  return (
    <>
      <PageHead
        title={installation.name || installation.title}
        mark={<MeaningBadge {...installationStates[installation.state]} />}
        line={<p>{installation.customerName}</p>}
      />
      {visit ? <Until base={base} visit={visit} installationId={installation.id} /> : null}
      {run ? <VisitedRun base={base} runId={run} /> : null}
      <div className={styles.columns}>
        <DataTable
          noun="run"
          rows={runs.rows}
          columns={columns}
          rowKey={idOf}
          rowHref={(row) => `${place.href}/visits/${base.split("/").at(-1)}?run=${row.id}`}
          total={runs.total ?? null}
          searchable={false}
          error={runs.error ? sayError(runs.error) : undefined}
          onRetry={runs.retry}
          more={runs.more}
          empty={
            <EmptyState title="No runs yet">
              <p>Each run of this installation stands here with its verdict.</p>
            </EmptyState>
          }
        />
        <div className={styles.stack}>
          <Panel title="Settings">
            <Facts rows={settingsOf(installation)} />
          </Panel>
          <Panel title="What it may do">
            <Asks asks={installation.asks} />
          </Panel>
        </div>
      </div>
    </>
  );
}

function Until({ base, visit, installationId }: { base: string; visit: VisitView; installationId: string }) {
  const place = usePlace();
  const navigate = useNavigate();
  const end = useAct([`${place.api}/visits`]);
  const leave = () =>
    end.mutate(
      { method: "POST", path: `${base}/end`, body: {} },
      { onSuccess: () => void navigate({ to: `${place.href}/installations/${installationId}` }) },
    );
  return (
    <Notice
      meaning="needs"
      action={
        <Button size="xs" variant="default" loading={end.isPending} onClick={leave}>
          End the view
        </Button>
      }
    >
      You only look, until {formatExact(Date.parse(visit.endsAt))}. The customer reads that you did and why: {visit.reason}
    </Notice>
  );
}

function settingsOf({ config, schedule, release, shareLogs, form }: InstallationView) {
  const properties = (form.schema["properties"] ?? {}) as Record<string, { title?: string }>;
  const values = Object.entries(config ?? {}).map(([name, value]) => ({ name: properties[name]?.title ?? name, value: sayValue(value) }));
  return [
    { name: "Version", value: release.version },
    { name: "Runs", value: sayCron(schedule) },
    { name: "Logs", value: shareLogs ? "Shared" : "Not shared by the customer" },
    ...values,
  ];
}

/** A secret says only when it was set. */
function sayValue(value: unknown): string {
  if (typeof value === "object" && value !== null && "set" in value) return `Secret, set ${String(value.set).slice(0, 10)}`;
  return typeof value === "string" ? value : JSON.stringify(value);
}
