import type { RunnerList, RunnerView, StatusView } from "@stoa/contract";
import { useRead } from "../../api/use-read.ts";
import { Bytes } from "../../parts/amounts.tsx";
import { DataTable } from "../../parts/data-table/data-table.tsx";
import type { Column } from "../../parts/data-table/table-types.ts";
import { Facts } from "../../parts/facts.tsx";
import { IdChip } from "../../parts/id-chip.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import type { Meaning } from "../../theme/meanings.ts";
import { MachineNotices } from "./machine-notices.tsx";
import { StoragePanel } from "./storage-panel.tsx";
import { notesOf, SandboxFacts } from "./sandbox-facts.tsx";
import { sayWarm } from "./say-warm.ts";
import { useStatus } from "./use-status.ts";
import styles from "../page.module.css";

const states: Record<RunnerView["state"], { meaning: Meaning; word: string }> = {
  up: { meaning: "fine", word: "Up" },
  draining: { meaning: "waiting", word: "Finishing" },
  gone: { meaning: "waiting", word: "Gone" },
  lost: { meaning: "failed", word: "Silent" },
};

const columns: Column<RunnerView>[] = [
  { key: "place", title: "Runner", cell: (row) => row.place, text: (row) => row.place, phone: "title" },
  {
    key: "state",
    title: "State",
    cell: (row) => <MeaningBadge {...states[row.state]} />,
    text: (row) => row.state,
    width: "128px",
    phone: "mark",
  },
  {
    key: "busy",
    title: "Busy",
    cell: (row) => `${row.running} of ${row.workSlots + row.probeSlots}`,
    text: (row) => String(row.running),
    width: "120px",
    phone: "named",
  },
  { key: "id", title: "Id", cell: (row) => <IdChip id={row.id} />, text: (row) => row.id, width: "120px" },
  {
    key: "beat",
    title: "Heard of",
    cell: (row) => <TimeAgo at={row.beatAt} />,
    text: (row) => row.beatAt,
    align: "end",
    width: "144px",
    phone: "named",
  },
  {
    key: "since",
    title: "Started",
    cell: (row) => <TimeAgo at={row.startedAt} />,
    text: (row) => row.startedAt,
    align: "end",
    width: "144px",
  },
];

const idOf = (row: RunnerView) => row.id;

/** The machine, its runners, what the sandbox can do here, and the last backup that was restored. */
export function StatusPage() {
  const runners = useRead<RunnerList>("/v1/operator/runners", undefined, { every: 5_000 });
  const status = useStatus();
  const up = (runners.data?.items ?? []).filter((one) => one.state === "up");
  return (
    <>
      <PageHead title="Status" />
      <MachineNotices all besides={up.flatMap(notesOf)} />
      <Panel title="Runners">
        <Loaded query={runners}>
          {({ items }) => <DataTable noun="runner" rows={items} columns={columns} rowKey={idOf} total={items.length} searchable={false} />}
        </Loaded>
      </Panel>
      <div className={styles.columns}>
        <Panel title="Sandbox on each machine">
          {up.map((runner) => (
            <SandboxFacts key={runner.id} runner={runner} />
          ))}
        </Panel>
        <div className={styles.stack}>
          {status.data ? (
            <Panel title="This deployment">
              <MachineFacts status={status.data} />
            </Panel>
          ) : null}
          <StoragePanel />
        </div>
      </div>
    </>
  );
}

function MachineFacts({ status }: { status: StatusView }) {
  return (
    <Facts
      rows={[
        { name: "Address", value: status.publicUrl },
        { name: "Running since", value: <TimeAgo at={status.startedAt} /> },
        { name: "Runs as", value: status.machine.asRoot ? `${status.machine.serviceUser}, started as root` : status.machine.serviceUser },
        { name: "Database", value: `Postgres ${status.machine.databaseVersion}, ${status.machine.database}` },
        { name: "Database size", value: <Bytes bytes={status.machine.databaseBytes} /> },
        {
          name: "Disk free",
          value: <Bytes bytes={status.disk.freeBytes} />,
          note: (
            <>
              of <Bytes bytes={status.disk.totalBytes} />
            </>
          ),
        },
        {
          name: "Private hosts allowed",
          value: status.sandbox.allowedPrivateHosts.join(", ") || "None",
          note: "Programs reach no other private address.",
        },
        {
          name: "Started warm",
          value: sayWarm(status.sandbox.warm),
          note: status.sandbox.warm.why ?? status.sandbox.warm.reasons.at(-1),
        },
        { name: "Last backup", value: status.backup.madeAt ? <TimeAgo at={status.backup.madeAt} /> : "None yet" },
        {
          name: "Last restored",
          value: status.backup.verifiedAt ? <TimeAgo at={status.backup.verifiedAt} /> : "None yet",
          note: "A backup counts only once it was restored on trial.",
        },
      ]}
    />
  );
}
