import type { Listing } from "@stoa/contract";
import { useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { useRead } from "../../api/use-read.ts";
import { Asks } from "../../parts/asks.tsx";
import { Facts } from "../../parts/facts.tsx";
import { IdChip } from "../../parts/id-chip.tsx";
import { ListingPicture } from "../../parts/listing-picture.tsx";
import { lazyPart } from "../../parts/lazy-part.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Markdown } from "../../parts/markdown/markdown.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { Screenshots } from "../../parts/screenshots.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { useCrumb } from "../../places/crumb.ts";
import { usePlace } from "../../places/place.ts";
import { listingStates } from "../../words/build-states.ts";
import { AudienceForm } from "./audience.tsx";
import { HealthOf } from "./health-of.tsx";
import { ReachedOf } from "./reached-of.tsx";
import { Review } from "./review.tsx";
import { SupportLink } from "./support-link.tsx";
import { Withdraw } from "./withdraw.tsx";
import styles from "../page.module.css";

const ListingEditor = lazyPart(() => import("../publisher/listing-editor.tsx"), "ListingEditor");

/** A listing as its workshop sees it: the publisher writes it, the host decides on it, the operator looks. */
export function WorkListingPage() {
  const place = usePlace();
  const { listingId = "" }: { listingId?: string } = useParams({ strict: false });
  const path = `${place.api}/listings/${listingId}`;
  const listing = useRead<Listing>(path, undefined, { every: 5_000 });
  useCrumb(listing.data?.title);
  return (
    <Loaded page query={listing}>
      {(found) => <Shown listing={found} />}
    </Loaded>
  );
}

function Shown({ listing }: { listing: Listing }) {
  const place = usePlace();
  return (
    <>
      <PageHead
        picture={<ListingPicture id={listing.id} title={listing.title} monogram={listing.monogram} icon={listing.icon} size={40} />}
        title={listing.title}
        mark={<MeaningBadge {...listingStates[listing.state]} />}
        line={
          <>
            <span>{listing.summary}</span>
            <IdChip id={listing.id} />
          </>
        }
        actions={listing.state === "published" || listing.state === "submitted" ? <Withdraw listing={listing} /> : undefined}
      />
      {place.kind === "side" && listing.submission?.state === "waiting" ? (
        <Review listing={listing} submission={listing.submission} />
      ) : null}
      {place.kind === "publisher" ? (
        <Suspense fallback={<PageSkeleton />}>
          <ListingEditor listing={listing} />
        </Suspense>
      ) : (
        <div className={styles.columns}>
          <div className={styles.stack}>
            <Panel title="What customers read">
              <Screenshots listingId={listing.id} pictures={listing.pictures} />
              <Markdown source={listing.description || "Nothing yet."} />
            </Panel>
            {place.kind === "side" && listing.audience ? <AudienceForm listing={listing} audience={listing.audience} /> : null}
          </div>
          <ListingFacts listing={listing} />
        </div>
      )}
    </>
  );
}

export function ListingFacts({ listing }: { listing: Listing }) {
  return (
    <div className={styles.stack}>
      <Panel title="About">
        <Facts
          rows={[
            { name: "Publisher", value: listing.publisherName },
            { name: "Categories", value: listing.categories.join(", ") || "None" },
            { name: "Release", value: listing.release ? listing.release.version : "None published" },
            { name: "Installs", value: String(listing.installs) },
            { name: "Listed", value: listing.publishedAt ? <TimeAgo at={listing.publishedAt} /> : "Never" },
            ...(listing.reason ? [{ name: "Reason", value: listing.reason }] : []),
            ...(listing.support ? [{ name: "Support", value: <SupportLink support={listing.support} /> }] : []),
          ]}
        />
      </Panel>
      {listing.asks ? (
        <Panel title="What it may do">
          <Asks asks={listing.asks} />
        </Panel>
      ) : null}
      <HealthOf of={{ integrationId: listing.integrationId }} />
      {listing.asks ? <ReachedOf integrationId={listing.integrationId} asks={listing.asks} /> : null}
    </div>
  );
}
