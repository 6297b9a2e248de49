import type { Integration, Release } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct, useList } from "../../api/use-read.ts";
import { Bytes } from "../../parts/amounts.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { DataTable } from "../../parts/data-table/data-table.tsx";
import type { Column } from "../../parts/data-table/table-types.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { ReleaseNotes } from "./release-notes.tsx";
import { usePlace } from "../../places/place.ts";

const idOf = (row: Release) => row.id;

const shown: Column<Release>[] = [
  { key: "version", title: "Release", cell: (row) => `${row.version} (#${row.number})`, text: (row) => row.version, phone: "title" },
  {
    key: "channels",
    title: "Channel",
    cell: (row) => <Channels release={row} />,
    text: (row) => row.channels.join(" "),
    width: "200px",
    phone: "mark",
  },
  {
    key: "ref",
    title: "From",
    cell: (row) => <code>{`${row.ref.replace(/^refs\/(heads|tags)\//, "")} ${row.commit.slice(0, 8)}`}</code>,
    text: (row) => row.commit,
    phone: "line",
  },
  {
    key: "runtime",
    title: "Runs on",
    cell: (row) => runtimeOf(row),
    text: (row) => runtimeOf(row),
  },
  {
    key: "size",
    title: "Size",
    cell: (row) => <Bytes bytes={row.artifact.bytes} />,
    text: (row) => String(row.artifact.bytes),
    align: "end",
    width: "96px",
  },
  {
    key: "at",
    title: "Built",
    cell: (row) => <TimeAgo at={row.createdAt} />,
    text: (row) => row.createdAt,
    align: "end",
    width: "136px",
    phone: "line",
  },
];

/** With the integration of one's own, releases can be published. */
function columnsOf(integration: Integration | undefined): Column<Release>[] {
  if (!integration) return shown;
  return [
    ...shown,
    {
      key: "notes",
      title: "What is new",
      cell: (row) => <ReleaseNotes release={row} />,
      text: (row) => row.notes ?? "",
      phone: "line",
    },
    {
      key: "act",
      title: "Change",
      cell: (row) => <Move integration={integration} release={row} />,
      align: "end",
      width: "152px",
      phone: "line",
    },
  ];
}

/** Releases, newest first; one of them is what customers get. */
export function Releases({ integration }: { integration: Integration }) {
  const place = usePlace();
  const list = useList<Release>(`${place.api}/integrations/${integration.id}/releases`);
  const columns = columnsOf(place.kind === "publisher" ? integration : undefined);
  return (
    <DataTable
      noun="release"
      rows={list.rows}
      columns={columns}
      rowKey={idOf}
      total={list.total ?? null}
      searchable={false}
      error={list.error ? sayError(list.error) : undefined}
      onRetry={list.retry}
      more={list.more}
      exportable
      empty={
        <EmptyState title="No releases yet">
          <p>Every build that succeeds makes one. It never changes afterwards; publishing only says which one customers get.</p>
        </EmptyState>
      }
    />
  );
}

function runtimeOf({ runtime }: Release): string {
  return `${runtime.base.split(":")[0] ?? ""} ${runtime.version}`;
}

function Channels({ release }: { release: Release }) {
  if (release.channels.includes("stable")) return <MeaningBadge meaning="fine" word="Customers get this" />;
  return release.channels.includes("latest") ? <MeaningBadge meaning="waiting" word="Latest" /> : null;
}

function Move({ integration, release }: { integration: Integration; release: Release }) {
  const place = usePlace();
  const [asked, setAsked] = useState(false);
  const act = useAct([`${place.api}/integrations`]);
  const { stable } = integration;
  if (release.channels.includes("stable")) return null;
  const back = stable !== null && release.number < stable.number;
  const path = `${place.api}/integrations/${integration.id}`;
  const go = () =>
    act.mutate(
      back
        ? { method: "POST", path: `${path}/rollback`, body: { releaseId: release.id } }
        : { method: "POST", path: `${path}/releases/${release.id}/publish` },
      { onSuccess: () => setAsked(false) },
    );
  return (
    <>
      <Button size="xs" variant={back ? "subtle" : "default"} loading={act.isPending} onClick={() => (back ? setAsked(true) : go())}>
        {back ? "Go back to it" : "Publish"}
      </Button>
      <Confirm
        open={asked}
        title={`Go back to ${release.version}?`}
        verb={`Go back to ${release.version}`}
        goes={[`Customers on the stable channel leave ${stable?.version ?? "the current release"} with their next run`]}
        stays={["Their settings and what their runs kept", `${stable?.version ?? "The current release"}; you can publish it again`]}
        busy={act.isPending}
        onConfirm={go}
        onClose={() => setAsked(false)}
      />
    </>
  );
}
