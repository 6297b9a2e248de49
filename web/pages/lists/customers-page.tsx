import type { CustomerView } from "@stoa/contract";
import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { usePlace } from "../../places/place.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdChip } from "../../parts/id-chip.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { ListOf } from "./list-of.tsx";
import { PartOf } from "./part-of.tsx";

const columns: Column<CustomerView>[] = [
  { key: "name", title: "Customer", cell: (row) => row.name, text: (row) => row.name, phone: "title" },
  {
    key: "ref",
    title: "Their id at the host",
    cell: (row) => <code>{row.externalRef}</code>,
    text: (row) => row.externalRef,
    phone: "line",
  },
  { key: "tier", title: "Tier", cell: (row) => row.tier ?? "", text: (row) => row.tier ?? "", width: "120px" },
  {
    key: "state",
    title: "Access",
    cell: (row) => (row.closedAt === null ? "Open" : <MeaningBadge meaning="waiting" word="Closed" />),
    text: (row) => (row.closedAt === null ? "open" : "closed"),
    width: "110px",
    phone: "line",
  },
  { key: "id", title: "Id", cell: (row) => <IdChip id={row.id} />, text: (row) => row.id, width: "120px" },
  {
    key: "since",
    title: "Since",
    cell: (row) => <TimeAgo at={row.createdAt} />,
    text: (row) => row.createdAt,
    align: "end",
    width: "160px",
    phone: "line",
  },
];

/** The customers of a host's side, or of the whole deployment. */
export function CustomersPage() {
  const place = usePlace();
  const { host }: { host?: string } = useSearch({ strict: false });
  const fixed = useMemo(() => ({ hostId: host }), [host]);
  return (
    <>
      <PageHead title="Customers" line={host ? <PartOf what="one host" /> : undefined} />
      <ListOf
        noun="customer"
        path={`${place.api}/customers`}
        columns={columns}
        fixed={fixed}
        rowHref={(row) => `${place.href}/installations?customer=${row.id}`}
        empty={
          <EmptyState title="No customers yet" example={<code>stoa customers put acme --name &quot;Acme Ltd&quot;</code>}>
            <p>
              A customer appears here the first time one of their people opens the marketplace inside the host's product, or when the host's
              server says so by the API.
            </p>
          </EmptyState>
        }
      />
    </>
  );
}
