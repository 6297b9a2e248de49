import type { HomeItem } from "@stoa/contract";
import { useMemo } from "react";
import { useSearch } from "@tanstack/react-router";
import { usePlace } from "../../places/place.ts";
import type { FilterSpec } from "../../parts/data-table/list-query.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdChip } from "../../parts/id-chip.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { sayHealth } from "../../words/health-words.ts";
import { installationStates } from "../../words/installation-states.ts";
import { sayCron } from "../../words/say-cron.ts";
import { ListOf } from "./list-of.tsx";
import { PartOf } from "./part-of.tsx";

const specs: FilterSpec[] = [
  {
    key: "state",
    title: "State",
    single: true,
    options: Object.entries(installationStates).map(([value, { word }]) => ({ value, label: word })),
  },
  { key: "needs", title: "Needs somebody", single: true, options: [{ value: "true", label: "Only those with problems" }] },
];

const columns: Column<HomeItem>[] = [
  { key: "title", title: "Installation", cell: (row) => row.name || row.title, text: (row) => row.name || row.title, phone: "title" },
  {
    key: "health",
    title: "Health",
    cell: (row) => <MeaningBadge {...sayHealth(row.state, row.health, row.waits)} />,
    text: (row) => sayHealth(row.state, row.health, row.waits).word,
    width: "152px",
    phone: "mark",
  },
  {
    key: "customer",
    title: "Customer",
    cell: (row) => row.customerName ?? "Not shared",
    text: (row) => row.customerName ?? "",
    phone: "line",
  },
  { key: "integration", title: "Integration", cell: (row) => row.integrationName, text: (row) => row.integrationName },
  { key: "schedule", title: "Runs", cell: (row) => sayCron(row.schedule), text: (row) => row.schedule ?? "" },
  { key: "id", title: "Id", cell: (row) => <IdChip id={row.id} />, text: (row) => row.id, width: "104px" },
  {
    key: "since",
    title: "Since",
    cell: (row) => <TimeAgo at={row.createdAt} />,
    text: (row) => row.createdAt,
    align: "end",
    width: "136px",
    phone: "line",
  },
];

/** Installations, seen by whoever may: operator, host, publisher; what needs somebody first. */
export function InstallationsPage() {
  const place = usePlace();
  const { customer, integration }: { customer?: string; integration?: string } = useSearch({ strict: false });
  const fixed = useMemo(() => ({ customerId: customer, integrationId: integration }), [customer, integration]);
  return (
    <>
      <PageHead
        title="Installations"
        line={customer ? <PartOf what="one customer" /> : integration ? <PartOf what="one integration" /> : undefined}
      />
      <ListOf
        noun="installation"
        path={`${place.api}/home`}
        every={30_000}
        columns={columns}
        specs={specs}
        fixed={fixed}
        rowHref={(row) => `${place.href}/installations/${row.id}`}
        empty={
          <EmptyState title="No installations yet">
            <p>Each time a customer installs a listing, it stands here with its state, its schedule and its runs.</p>
          </EmptyState>
        }
      />
    </>
  );
}
