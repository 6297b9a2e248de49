import type { PublisherView } from "@stoa/contract";
import { usePlace } from "../../places/place.ts";
import type { Column } from "../../parts/data-table/table-types.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdChip } from "../../parts/id-chip.tsx";
import { Monogram } from "../../parts/monogram.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { InviteButton } from "../people/invite-button.tsx";
import { ListOf } from "./list-of.tsx";
import styles from "../page.module.css";

const columns: Column<PublisherView>[] = [
  {
    key: "name",
    title: "Publisher",
    cell: (row) => (
      <span className={styles.named}>
        <Monogram id={row.id} name={row.name} size={24} />
        {row.name}
      </span>
    ),
    text: (row) => row.name,
    phone: "title",
  },
  { key: "slug", title: "Address", cell: (row) => <code>{row.slug}</code>, text: (row) => row.slug, phone: "line" },
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

/** Publishers admitted here; a host invites one by link. */
export function PublishersPage() {
  const place = usePlace();
  const invite = place.kind === "side" ? <InviteButton label="Invite a publisher" roles={["publisher_owner"]} asksPublisher /> : undefined;
  return (
    <>
      <PageHead title="Publishers" actions={invite} />
      <ListOf
        noun="publisher"
        path={`${place.api}/publishers`}
        columns={columns}
        rowHref={(row) => `${place.href}/listings?q=${encodeURIComponent(row.name)}`}
        empty={
          <EmptyState title="No publishers yet" action={invite}>
            <p>
              A publisher writes integrations: your own developers, or a vendor. Whom you invite can submit listings, which you review
              before customers see them.
            </p>
          </EmptyState>
        }
      />
    </>
  );
}
