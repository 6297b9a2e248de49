import type { InstallationItem } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Column } from "../../parts/data-table/table-types.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ListingPicture } from "../../parts/listing-picture.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { usePlace } from "../../places/place.ts";
import { installationStates } from "../../words/installation-states.ts";
import { sayCron } from "../../words/say-cron.ts";
import { ListOf } from "../lists/list-of.tsx";
import styles from "../page.module.css";

const columns: Column<InstallationItem>[] = [
  {
    key: "name",
    title: "Installed",
    cell: (row) => (
      <span className={styles.named}>
        <ListingPicture id={row.listingId} title={row.title} monogram={row.monogram} size={24} />
        {row.name || row.title}
      </span>
    ),
    text: (row) => row.name || row.title,
    phone: "title",
  },
  {
    key: "state",
    title: "State",
    cell: (row) => <MeaningBadge {...installationStates[row.state]} />,
    text: (row) => row.state,
    width: "160px",
    phone: "mark",
  },
  { key: "runs", title: "Runs", cell: (row) => sayCron(row.schedule), text: (row) => row.schedule ?? "", phone: "line" },
];

/** What the customer has installed. */
export function InstalledPage() {
  const place = usePlace();
  return (
    <>
      <h1>Installed</h1>
      <ListOf
        noun="installation"
        path={`${place.api}/installations`}
        columns={columns}
        rowHref={(row) =>
          row.state === "draft" ? `/shop/install/${row.listingId}?installation=${row.id}` : `/shop/installations/${row.id}`
        }
        empty={
          <EmptyState
            title="Nothing is installed yet"
            action={
              <Button component={Link} to="/shop">
                Go to the marketplace
              </Button>
            }
          >
            <p>What you install stands here: whether it is healthy, when it last worked and when it runs next.</p>
          </EmptyState>
        }
      />
    </>
  );
}
