import type { InstallSource, ListingPage } from "@stoa/contract";
import { Link } from "@tanstack/react-router";
import { countOf } from "../../parts/format/count.ts";
import { ListingPicture } from "../../parts/listing-picture.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { t } from "../../words/t.ts";
import styles from "./listing-tiles.module.css";

interface TilesProps {
  listings: ListingPage["items"];
  /** Where they were found: an installation that comes of it says so. */
  from: InstallSource;
  /** Stands in place of the publisher: why this one is shown. */
  noteOf?: (listing: ListingPage["items"][number]) => string | undefined;
}

/** Listings to choose from: what each is, in one sentence, and who uses it. */
export function ListingTiles({ listings, from, noteOf }: TilesProps) {
  return (
    <ul className={styles.tiles}>
      {listings.map((listing) => (
        <li key={listing.id}>
          <Link to={`/shop/listings/${listing.id}`} search={{ from }} className={styles.tile}>
            <ListingPicture id={listing.id} title={listing.title} monogram={listing.monogram} icon={listing.icon} size={48} />
            <span className={styles.title}>{listing.title}</span>
            <span className={styles.summary}>{listing.summary}</span>
            <span className={styles.foot}>
              <span>{noteOf?.(listing) ?? listing.publisherName}</span>
              <span>{listing.installs > 0 ? countOf(listing.installs, "install") : t("New")}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function TileSkeletons() {
  return (
    <ul className={styles.tiles} aria-label={t("Loading")}>
      {Array.from({ length: 6 }, (_, index) => (
        <li key={index}>
          <span className={styles.tile}>
            <Skeleton width="48px" height="48px" />
            <span className={styles.title}>
              <Skeleton width="60%" height="24px" />
            </span>
            <span className={styles.summary}>
              <Skeleton height="40px" />
            </span>
            <span className={styles.foot}>
              <Skeleton width="40%" height="20px" />
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
