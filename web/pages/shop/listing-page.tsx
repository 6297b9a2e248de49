import type { ConsentView, InstallationPage, Listing, ListingSuccess } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useRead } from "../../api/use-read.ts";
import { Asks } from "../../parts/asks.tsx";
import { Facts, type FactRow } from "../../parts/facts.tsx";
import { countOf, formatShare } from "../../parts/format/count.ts";
import { NextIcon } from "../../parts/icons.ts";
import { ListingPicture } from "../../parts/listing-picture.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Markdown } from "../../parts/markdown/markdown.tsx";
import { Notice } from "../../parts/notice.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Screenshots } from "../../parts/screenshots.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { useCrumb } from "../../places/crumb.ts";
import { mayAct, usePlace } from "../../places/place.ts";
import { ChangesOf } from "../work/changes-of.tsx";
import { HealthOf } from "../work/health-of.tsx";
import { ReachedOf } from "../work/reached-of.tsx";
import { SupportLink } from "../work/support-link.tsx";
import { useSource } from "./use-source.ts";
import { nameLanguage } from "../../words/language.ts";
import { t } from "../../words/t.ts";
import styles from "./listing-page.module.css";

/** A listing in the marketplace: what it does, the install button, then what it may do and reach. */
export function ListingPage() {
  const place = usePlace();
  const { listingId }: { listingId?: string } = useParams({ strict: false });
  const listing = useRead<Listing>(`${place.api}/listings/${listingId ?? ""}`);
  useCrumb(listing.data?.title);
  return (
    <Loaded page query={listing}>
      {(found) => <Shown listing={found} />}
    </Loaded>
  );
}

function Shown({ listing }: { listing: Listing }) {
  const place = usePlace();
  const consent = useRead<ConsentView>(`${place.api}/listings/${listing.id}/consent`, undefined, { when: listing.release !== null });
  const success = useRead<ListingSuccess>(`${place.api}/listings/${listing.id}/success`);
  const asks = consent.data?.asks ?? listing.asks;
  return (
    <article className={styles.page}>
      <PageHead
        picture={<ListingPicture id={listing.id} title={listing.title} monogram={listing.monogram} icon={listing.icon} size={64} />}
        title={listing.title}
        line={<span className={styles.summary}>{listing.summary}</span>}
        actions={<InstallActions listing={listing} />}
      />
      {listing.release ? null : <Notice meaning="waiting">{t("Its publisher has not released a version that can be installed.")}</Notice>}
      {listing.untried ? (
        <Notice meaning="waiting">
          {t("Not tried live yet: it was tested against the service's published description, not with the service itself.")}
        </Notice>
      ) : null}
      {listing.simulated.length > 0 ? (
        <Notice meaning="waiting">
          {listing.simulated
            .map(({ target, address }) => t("On this test side {target} is answered by {address}.", { target, address }))
            .join(" ")}
        </Notice>
      ) : null}
      <Screenshots listingId={listing.id} pictures={listing.pictures} />
      <div className={styles.columns}>
        <div className={styles.main}>
          <Markdown source={withoutSummary(listing)} />
          <HealthOf of={{ integrationId: listing.integrationId }} />
          <ChangesOf listingId={listing.id} />
        </div>
        <aside className={styles.side}>
          {asks ? (
            <Panel title={t("What it may do")}>
              <Asks asks={asks} />
            </Panel>
          ) : null}
          {asks ? <ReachedOf integrationId={listing.integrationId} asks={asks} /> : null}
          <Panel title={t("About")}>
            <Facts rows={aboutRows(listing, success.data)} />
          </Panel>
        </aside>
      </div>
    </article>
  );
}

/** Many a description begins with the sentence that stands under the title already. */
function withoutSummary({ description, summary }: Listing): string {
  const rest = description.startsWith(summary) ? description.slice(summary.length).trim() : description;
  return rest || summary;
}

function aboutRows(listing: Listing, success: ListingSuccess | undefined): FactRow[] {
  const share = success?.share ?? null;
  return [
    { name: t("Made by"), value: listing.publisherName },
    ...(listing.release ? [{ name: t("Version"), value: listing.release.version }] : []),
    ...(listing.preview ? [{ name: t("Before a run"), value: t("A preview says what it would do") }] : []),
    { name: t("Used by"), value: listing.installs > 0 ? countOf(listing.installs, "customer") : t("Nobody yet") },
    ...(share === null
      ? []
      : [
          {
            name: t("Runs that worked"),
            value: t("{share} in 90 days, all customers", { share: formatShare(share * 1_000, 1_000) }),
            note: t("Without those that stopped over a customer's own settings or sign-in"),
          },
        ]),
    ...(listing.publishedAt ? [{ name: t("Listed"), value: <TimeAgo at={listing.publishedAt} /> }] : []),
    { name: t("Languages"), value: listing.languages.map(nameLanguage).join(", ") },
    ...(listing.support ? [{ name: t("Help"), value: <SupportLink support={listing.support} /> }] : []),
  ];
}

function InstallActions({ listing }: { listing: Listing }) {
  const place = usePlace();
  const source = useSource();
  const installed = useRead<InstallationPage>(`${place.api}/installations`, { integrationId: listing.integrationId, limit: 5 });
  const mine = installed.data?.items.filter((item) => item.listingId === listing.id && item.state !== "removed") ?? [];
  const first = mine[0];
  return (
    <div className={styles.actions}>
      {first ? (
        <Link to={`/shop/installations/${first.id}`}>
          {mine.length > 1 ? t("{count} installed", { count: mine.length }) : t("Installed")} <NextIcon size={14} aria-hidden />
        </Link>
      ) : null}
      {mayAct(place, "customer_owner") ? (
        <Button
          component={Link}
          to={`/shop/install/${listing.id}`}
          search={{ from: source } as never}
          variant={first ? "default" : "filled"}
          {...(listing.release ? {} : { "data-disabled": true, "aria-disabled": true })}
        >
          {first ? t("Install once more") : t("Install")}
        </Button>
      ) : (
        <span className={styles.who}>{t("An owner of your account can install it")}</span>
      )}
    </div>
  );
}
