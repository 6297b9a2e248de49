import { customerHealths, type CustomerHealthItem } from "@stoa/contract";
import { usePlace } from "../../places/place.ts";
import { formatCount } from "../../parts/format/count.ts";
import type { FilterSpec } from "../../parts/data-table/list-query.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { customerHealthWords } from "../../words/customer-health-words.ts";
import { ListOf } from "../lists/list-of.tsx";
import styles from "../page.module.css";

const specs: FilterSpec[] = [
  { key: "health", title: "Health", options: customerHealths.map((value) => ({ value, label: customerHealthWords[value].word })) },
  {
    key: "sort",
    title: "Order",
    single: true,
    options: [
      { value: "health", label: "Trouble first" },
      { value: "failures", label: "Most failures" },
      { value: "last_run", label: "Last run" },
      { value: "installations", label: "Most installations" },
      { value: "name", label: "Name" },
      { value: "newest", label: "Newest" },
    ],
  },
];

const columns: Column<CustomerHealthItem>[] = [
  {
    key: "name",
    title: "Customer",
    cell: (row) => (
      <>
        {row.name}
        {row.closedAt === null ? null : <span className={styles.quiet}> (closed)</span>}
      </>
    ),
    text: (row) => row.name,
    phone: "title",
  },
  {
    key: "health",
    title: "Health",
    cell: (row) => <MeaningBadge {...customerHealthWords[row.health]} />,
    text: (row) => row.health,
    width: "160px",
    phone: "mark",
  },
  { key: "ref", title: "Their id at the host", cell: (row) => <code>{row.externalRef}</code>, text: (row) => row.externalRef },
  { key: "tier", title: "Tier", cell: (row) => row.tier ?? "", text: (row) => row.tier ?? "", width: "110px" },
  {
    key: "installations",
    title: "Installations",
    cell: (row) => formatCount(row.installations),
    text: (row) => String(row.installations),
    align: "end",
    width: "120px",
  },
  {
    key: "failures",
    title: "Failed, 7 days",
    cell: (row) => <Failures row={row} />,
    text: (row) => String(row.failures),
    align: "end",
    width: "130px",
    phone: "named",
  },
  {
    key: "last",
    title: "Last run",
    cell: (row) => (row.lastRunAt === null ? <span className={styles.quiet}>never</span> : <TimeAgo at={row.lastRunAt} />),
    text: (row) => row.lastRunAt ?? "",
    align: "end",
    width: "140px",
    phone: "named",
  },
];

function Failures({ row }: { row: CustomerHealthItem }) {
  return row.failures === 0 ? <span className={styles.quiet}>0</span> : <>{formatCount(row.failures)}</>;
}

/** A host's customers and how their installations fare, those in trouble first. */
export function HostCustomersPage() {
  const place = usePlace();
  return (
    <>
      <PageHead title="Customers" />
      <ListOf
        noun="customer"
        path={`${place.api}/customer-health`}
        columns={columns}
        specs={specs}
        rowHref={(row) => `${place.href}/customers/${row.id}`}
        every={30_000}
        empty={
          <EmptyState title="No customers yet" example={<code>stoa customers put acme --name &quot;Acme Ltd&quot;</code>}>
            <p>
              A customer appears here the first time one of their people opens the marketplace inside your product, or when your server says
              so by the API. Then this list shows who is in trouble first: whose runs fail, who must sign in again somewhere, who fell
              silent.
            </p>
          </EmptyState>
        }
      />
    </>
  );
}
