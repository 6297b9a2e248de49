import type { Integration } from "@stoa/contract";
import type { Column } from "../../parts/data-table/table-types.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdChip } from "../../parts/id-chip.tsx";
import { ListingPicture } from "../../parts/listing-picture.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { ListOf } from "../lists/list-of.tsx";
import { NewIntegration } from "./new-integration.tsx";
import styles from "../page.module.css";

const columns: Column<Integration>[] = [
  {
    key: "name",
    title: "Integration",
    cell: (row) => (
      <span className={styles.named}>
        <ListingPicture id={row.id} title={row.name} monogram={row.monogram} size={24} />
        {row.name}
      </span>
    ),
    text: (row) => row.name,
    phone: "title",
  },
  { key: "slug", title: "Address", cell: (row) => <code>{row.slug}</code>, text: (row) => row.slug, phone: "line" },
  {
    key: "stable",
    title: "Stable",
    cell: (row) => row.stable?.version ?? "Nothing published",
    text: (row) => row.stable?.version ?? "",
    width: "160px",
    phone: "mark",
  },
  {
    key: "latest",
    title: "Latest",
    cell: (row) => row.latest?.version ?? "Nothing built",
    text: (row) => row.latest?.version ?? "",
    width: "160px",
  },
  { key: "id", title: "Id", cell: (row) => <IdChip id={row.id} />, text: (row) => row.id, width: "104px" },
  {
    key: "since",
    title: "Made",
    cell: (row) => <TimeAgo at={row.createdAt} />,
    text: (row) => row.createdAt,
    align: "end",
    width: "136px",
    phone: "line",
  },
];

/** What the publisher makes. */
export function IntegrationsPage() {
  const place = usePlace();
  return (
    <>
      <PageHead title="Integrations" actions={place.kind === "publisher" ? <NewIntegration /> : undefined} />
      <ListOf
        noun="integration"
        path={`${place.api}/integrations`}
        columns={columns}
        rowHref={(row) => `${place.href}/integrations/${row.id}`}
        empty={
          <EmptyState
            title="No integrations yet"
            action={place.kind === "publisher" ? <NewIntegration /> : undefined}
            example={<code>stoa init hello --lang python && stoa push</code>}
          >
            <p>An integration is a command-line program in a language you know, with a manifest of a few lines.</p>
            {place.kind === "publisher" ? (
              <p>
                From the command line, once <code>stoa login</code> has let it in:
              </p>
            ) : null}
          </EmptyState>
        }
      />
    </>
  );
}
