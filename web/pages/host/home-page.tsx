import type { DomainView, ListingPage, RunDays } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useList, useRead } from "../../api/use-read.ts";
import { ListingPicture } from "../../parts/listing-picture.tsx";
import { Notice } from "../../parts/notice.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ownZone } from "../../parts/format/own-zone.ts";
import { Skeleton } from "../../parts/skeleton.tsx";
import { usePlace } from "../../places/place.ts";
import { DaysPlot } from "../work/days-plot.tsx";
import { Failing } from "../work/failing.tsx";
import { SetUp } from "./set-up.tsx";
import styles from "../page.module.css";

type Summary = ListingPage["items"][number];

/** What needs the host's decision; the set-up until it is done; then how its customers fare. */
export function HostHome() {
  const place = usePlace();
  const navigate = useNavigate();
  const days = useRead<RunDays>(`${place.api}/run-days`, { days: 30, zone: ownZone });
  const waiting = useList<Summary>(`${place.api}/listings`, { waiting: true, limit: 20 }, { every: 30_000 });
  const listings = useList<Summary>(`${place.api}/listings`, { state: "published", limit: 1 });
  // A new host sets up first: there is nothing to decide on before a publisher hands something in.
  const nothingYet = listings.rows?.length === 0 && waiting.rows?.length === 0;
  return (
    <>
      <PageHead title="Home" />
      <DomainTrouble />
      {nothingYet ? null : (
        <Panel title="Waits for your decision">{waiting.rows ? <Waiting rows={waiting.rows} /> : <Skeleton height="44px" />}</Panel>
      )}
      {listings.rows ? <SetUp listings={listings.rows.length} /> : null}
      {days.data ? <DaysPlot days={days.data.days} onDay={() => void navigate({ to: `${place.href}/runs` })} /> : null}
      <Failing title="Failed for your customers lately" />
    </>
  );
}

/** A domain of the host's own that is in use and has a fault. */
function DomainTrouble() {
  const place = usePlace();
  const domains = useRead<{ items: DomainView[] }>(`${place.api}/domains`);
  const troubled = (domains.data?.items ?? []).filter(({ state, problem, ledAt }) => problem && (state === "failing" || ledAt !== null));
  return troubled.map(({ id, name, problem }) => (
    <Notice key={id} meaning="failed" action={<Link to={`${place.href}/domains`}>See {name}</Link>}>
      {problem?.what} {problem?.fix}
    </Notice>
  ));
}

function Waiting({ rows }: { rows: readonly Summary[] }) {
  const place = usePlace();
  if (rows.length === 0) return <p className={styles.quiet}>Nothing. Submissions of publishers stand here first.</p>;
  return (
    <ul className={styles.list}>
      {rows.map((listing) => (
        <li key={listing.id}>
          <span className={styles.named}>
            <ListingPicture id={listing.id} title={listing.title} monogram={listing.monogram} icon={listing.icon} size={32} />
            <span>
              <strong>{listing.title}</strong> <span className={styles.quiet}>by {listing.publisherName}</span>
            </span>
          </span>
          <Button component={Link} to={`${place.href}/listings/${listing.id}`} size="xs">
            Review
          </Button>
        </li>
      ))}
    </ul>
  );
}
