import type { AlertView } from "@stoa/contract";
import type { Column } from "../../parts/data-table/table-types.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { ListOf } from "../lists/list-of.tsx";
import { meaningOf } from "./alert-words.ts";
import { Channels } from "./channels.tsx";
import { NewChannel } from "./new-channel.tsx";
import { OpenAlerts } from "./open-alerts.tsx";

const columns: Column<AlertView>[] = [
  { key: "title", title: "What", cell: (row) => row.title, text: (row) => row.title, phone: "title" },
  {
    key: "state",
    title: "State",
    cell: (row) => <MeaningBadge {...meaningOf(row)} quiet />,
    text: (row) => row.state,
    width: "128px",
    phone: "mark",
  },
  { key: "text", title: "Last seen", cell: (row) => row.text, text: (row) => row.text, width: "40%" },
  {
    key: "opened",
    title: "Began",
    cell: (row) => <TimeAgo at={row.openedAt} />,
    text: (row) => row.openedAt,
    align: "end",
    width: "144px",
    phone: "line",
  },
  {
    key: "closed",
    title: "Over",
    cell: (row) => (row.closedAt ? <TimeAgo at={row.closedAt} /> : null),
    text: (row) => row.closedAt ?? "",
    align: "end",
    width: "144px",
    phone: "line",
  },
];

const past = { state: "closed" };

/** What needs somebody now, who is told of it, and what was. */
export function AlertsPage() {
  return (
    <>
      <PageHead title="Alerts" actions={<NewChannel />} />
      <Panel title="Open now">
        <OpenAlerts />
      </Panel>
      <Panel title="Who is told">
        <Channels />
      </Panel>
      <Panel title="Before">
        <ListOf
          noun="alert"
          path="/v1/operator/alerts"
          columns={columns}
          fixed={past}
          every={30_000}
          searchable={false}
          rowHref={(row) => `/operator/alerts/${row.id}`}
          empty={
            <EmptyState title="None yet">
              <p>An alert that is over stays here for 400 days, with where it was told.</p>
            </EmptyState>
          }
        />
      </Panel>
    </>
  );
}
