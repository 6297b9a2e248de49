import type { ListingPage } from "@stoa/contract";
import type { FilterSpec } from "../../parts/data-table/list-query.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ListingPicture } from "../../parts/listing-picture.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { listingStates } from "../../words/build-states.ts";
import { ListOf } from "./list-of.tsx";
import styles from "../page.module.css";

type Summary = ListingPage["items"][number];

const specs: FilterSpec[] = [
  {
    key: "state",
    title: "State",
    single: true,
    options: Object.entries(listingStates).map(([value, { word }]) => ({ value, label: word })),
  },
  { key: "waiting", title: "Review", options: [{ value: "true", label: "Waits for review" }] },
];

const columns: Column<Summary>[] = [
  {
    key: "title",
    title: "Listing",
    cell: (row) => (
      <span className={styles.named}>
        <ListingPicture id={row.id} title={row.title} monogram={row.monogram} icon={row.icon} size={24} />
        {row.title}
      </span>
    ),
    text: (row) => row.title,
    phone: "title",
  },
  {
    key: "state",
    title: "State",
    cell: (row) => <MeaningBadge {...(row.reviewWaiting ? listingStates.submitted : listingStates[row.state])} />,
    text: (row) => row.state,
    width: "176px",
    phone: "mark",
  },
  { key: "publisher", title: "Publisher", cell: (row) => row.publisherName, text: (row) => row.publisherName, phone: "line" },
  { key: "categories", title: "Categories", cell: (row) => row.categories.join(", "), text: (row) => row.categories.join(" ") },
  { key: "installs", title: "Installs", cell: (row) => row.installs, text: (row) => String(row.installs), align: "end", width: "96px" },
  {
    key: "since",
    title: "Listed",
    cell: (row) => (row.publishedAt ? <TimeAgo at={row.publishedAt} /> : "Not yet"),
    text: (row) => row.publishedAt ?? "",
    align: "end",
    width: "136px",
    phone: "line",
  },
];

/** Listings of a host, or of the whole deployment. */
export function ListingsPage() {
  const place = usePlace();
  return (
    <>
      <PageHead title="Listings" />
      <ListOf
        noun="listing"
        path={`${place.api}/listings`}
        columns={columns}
        specs={specs}
        rowHref={(row) => `${place.href}/listings/${row.id}`}
        empty={
          <EmptyState title="No listings yet">
            <p>A publisher you admitted writes a listing and hands it in. You decide here whether customers see it.</p>
          </EmptyState>
        }
      />
    </>
  );
}
