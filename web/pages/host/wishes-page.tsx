import type { HostWish } from "@stoa/contract";
import { useList } from "../../api/use-read.ts";
import type { FilterSpec } from "../../parts/data-table/list-query.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { wishStates } from "../../words/wish-states.ts";
import { ListOf } from "../lists/list-of.tsx";
import { WeekBars } from "./week-bars.tsx";

const specs: FilterSpec[] = [
  {
    key: "state",
    title: "Answer",
    single: true,
    options: (["open", "planned", "there", "declined"] as const).map((value) => ({ value, label: wishStates[value].word })),
  },
];

const columns: Column<HostWish>[] = [
  { key: "name", title: "Asked for", cell: (row) => row.name, text: (row) => row.name, phone: "title" },
  { key: "votes", title: "Customers", cell: (row) => row.votes, text: (row) => String(row.votes), align: "end", width: "104px" },
  {
    key: "weeks",
    title: "Votes of twelve weeks",
    cell: (row) => <WeekBars weeks={row.weeks} />,
    text: (row) => row.weeks.join(" "),
    width: "184px",
    phone: "line",
  },
  {
    key: "state",
    title: "Answer",
    cell: (row) => <MeaningBadge {...wishStates[row.state]} />,
    text: (row) => row.state,
    width: "176px",
    phone: "mark",
  },
  { key: "answer", title: "In your words", cell: (row) => row.answer ?? "", text: (row) => row.answer ?? "" },
  {
    key: "since",
    title: "First asked",
    cell: (row) => <TimeAgo at={row.createdAt} />,
    text: (row) => row.createdAt,
    align: "end",
    width: "136px",
  },
];

/** What the host's customers miss, the most wanted first. */
export function WishesPage() {
  const place = usePlace();
  const planned = useList<HostWish>(`${place.api}/wishes`, { state: "open", limit: 1 });
  return (
    <>
      <PageHead
        title="Wishes"
        line={
          planned.total
            ? `${planned.total} without an answer. Who voted reads your answer in the marketplace.`
            : "Who voted reads your answer in the marketplace."
        }
      />
      <ListOf
        noun="asked-for integration"
        path={`${place.api}/wishes`}
        columns={columns}
        specs={specs}
        rowHref={(row) => `${place.href}/wishes/${row.id}`}
        empty={
          <EmptyState title="Nobody has asked for anything yet" example={<span>Xero invoices · 14 customers · Planned</span>}>
            <p>
              Where a search of the marketplace finds nothing, your customers can ask for it and vote for what others asked. Each customer
              has one vote for each; you see who they are and what they want it for.
            </p>
          </EmptyState>
        }
      />
    </>
  );
}
