import type { Integration, Listing, ListingPage } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useAct, useList, useRead } from "../../api/use-read.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { usePlace } from "../../places/place.ts";
import { listingStates } from "../../words/build-states.ts";
import styles from "../page.module.css";

interface Admitting {
  items: { hostId: string; name: string; sides: { id: string; kind: "test" | "live" }[] }[];
}

/** This integration in each marketplace it may stand in: one listing a host side. */
export function ListingsTab({ integration }: { integration: Integration }) {
  const place = usePlace();
  const hosts = useRead<Admitting>(`${place.api}/hosts`);
  const listings = useList<ListingPage["items"][number]>(`${place.api}/listings`, { limit: 200 });
  return (
    <Loaded query={hosts}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState title="No host has admitted you yet">
            <p>A host invites publishers by link. When one does, its marketplaces stand here, test and live.</p>
          </EmptyState>
        ) : (
          <ul className={styles.list}>
            {items.flatMap((host) =>
              host.sides.map((side) => {
                const listing = listings.rows?.find((one) => one.sideId === side.id && one.integrationId === integration.id);
                return (
                  <li key={side.id}>
                    <span>
                      <strong>{host.name}</strong> <span className={styles.quiet}>{side.kind}</span>
                    </span>
                    {listing ? <There listing={listing} /> : <Begin integration={integration} sideId={side.id} />}
                  </li>
                );
              }),
            )}
          </ul>
        )
      }
    </Loaded>
  );
}

function There({ listing }: { listing: ListingPage["items"][number] }) {
  const place = usePlace();
  return (
    <span className={styles.row}>
      <MeaningBadge {...listingStates[listing.state]} />
      {listing.reviewWaiting && listing.state === "published" ? <MeaningBadge meaning="needs" word="Waits for the host's review" /> : null}
      <Button component={Link} to={`${place.href}/listings/${listing.id}`} size="xs" variant="default">
        Open the listing
      </Button>
    </span>
  );
}

function Begin({ integration, sideId }: { integration: Integration; sideId: string }) {
  const place = usePlace();
  const navigate = useNavigate();
  const begin = useAct<Listing>([`${place.api}/listings`]);
  return (
    <Button
      size="xs"
      variant="default"
      loading={begin.isPending}
      onClick={() =>
        begin.mutate(
          { method: "PUT", path: `${place.api}/integrations/${integration.id}/listings/${sideId}`, body: {} },
          { onSuccess: (made) => void navigate({ to: `${place.href}/listings/${made.id}` }) },
        )
      }
    >
      Write a listing
    </Button>
  );
}
