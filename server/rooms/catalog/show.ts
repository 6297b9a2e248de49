import {
  sayIn,
  showId,
  usualLanguage,
  type Integration,
  type IdKind,
  type Listing,
  type ListingSummary,
  type Manifest,
  type Release,
  type ReleaseWithManifest,
  type Showcase,
  type SimulatorView,
  type Submission,
} from "@stoa/contract";
import { readId } from "@stoa/contract";
import { notFound } from "../../base/index.ts";
import type { ListingView, SubmissionView } from "./get-listing.ts";
import { monogramOf } from "./monogram.ts";
import { sayAsks } from "./say-asks.ts";
import type { IntegrationRow, ReleaseRefRow } from "./store/integrations.ts";
import type { ListingCard } from "./store/listings.ts";
import type { ReleaseRow, ReleaseWithManifestRow } from "./store/releases.ts";
import type { SimulatorRow } from "./store/simulators.ts";

const moment = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** The uuid in a path or body. @throws StoaError not_found, the same as for a row that is not there */
export function takeId(kind: IdKind, text: string): string {
  const id = readId(kind, text);
  if (id === undefined) throw notFound(kind);
  return id;
}

export function showSimulator({ host, port, address, setAt }: SimulatorRow): SimulatorView {
  return { target: `${host}:${port}`, address, setAt: moment(setAt) };
}

const showRef = (ref: ReleaseRefRow | null) => ref && { id: showId("release", ref.id), number: ref.number, version: ref.version };

export function showIntegration(row: IntegrationRow): Integration {
  return {
    id: showId("integration", row.id),
    publisherId: showId("publisher", row.publisherId),
    slug: row.slug,
    name: row.name,
    monogram: monogramOf(row.name, row.id),
    stable: showRef(row.stable),
    latest: showRef(row.latest),
    createdAt: moment(row.createdAt),
  };
}

export function showRelease(row: ReleaseRow): Release {
  return {
    id: showId("release", row.id),
    integrationId: showId("integration", row.integrationId),
    number: row.number,
    version: row.version,
    contract: row.contract,
    commit: row.commit,
    ref: row.ref,
    architecture: row.architecture,
    artifact: { digest: row.artifactDigest, bytes: row.artifactBytes },
    runtime: row.runtime,
    notes: row.notes,
    noteTranslations: row.noteTranslations,
    channels: row.channels,
    createdAt: moment(row.createdAt),
  };
}

export function showReleaseWithManifest(row: ReleaseWithManifestRow): ReleaseWithManifest {
  return { ...showRelease(row), manifest: row.manifest };
}

type Languages = readonly string[] | undefined;

/** An unpublished listing's own columns are what is being written, so one form serves every state. */
export function showListingSummary(row: ListingCard, languages: Languages = []): ListingSummary {
  const say = sayIn(languages, row.said);
  const title = say(row.title);
  return {
    id: showId("listing", row.id),
    sideId: showId("side", row.sideId),
    publisherId: showId("publisher", row.publisherId),
    publisherName: row.publisherName,
    integrationId: showId("integration", row.integrationId),
    integrationSlug: row.integrationSlug,
    state: row.state,
    title,
    summary: say(row.summary),
    categories: row.categories,
    monogram: monogramOf(title, row.integrationId),
    icon: row.icon,
    installs: row.installs,
    reviewWaiting: row.reviewWaiting,
    publishedAt: row.publishedAt === null ? null : moment(row.publishedAt),
  };
}

/** For a customer without what only the publisher and the host may see. */
export function showListingForCustomer(row: ListingCard, languages?: Languages): ListingSummary {
  return { ...showListingSummary(row, languages), reviewWaiting: false };
}

const ofManifest = (manifest: Pick<Manifest, "preview" | "untried"> | undefined): Pick<Listing, "preview" | "untried"> => ({
  preview: manifest?.preview ?? false,
  untried: manifest?.untried ?? false,
});

export function showListing(view: ListingView, languages: Languages = []): Listing {
  const { listing, showcase, release, submission, simulators, inside } = view;
  const say = sayIn(languages, showcase);
  const summary = showListingSummary({ ...listing, icon: showcase.icon?.digest ?? null, said: showcase }, languages);
  return {
    ...(inside ? summary : { ...summary, reviewWaiting: false }),
    pictures: showcase.items.map((item) => ({ ...item, alt: say(item.alt) })),
    languages: languagesOf(showcase),
    description: say(listing.description),
    support: listing.support,
    asks: sayAsksOf(view, languages),
    release: showRef(release),
    ...ofManifest(release?.manifest),
    simulated: simulators.map(({ host, port, address }) => ({ target: `${host}:${port}`, address })),
    reason: inside ? listing.reason : null,
    audience: inside ? { tiers: listing.tiers, groups: listing.groups } : null,
    draft: inside ? listing.draft : null,
    submission: submission && showSubmission(submission),
  };
}

const languagesOf = ({ language = usualLanguage, translations = {} }: Showcase): string[] => [language, ...Object.keys(translations)];

/** What a listing asks for, in its reader's language: of permissions and the like what the host has read. */
export function sayAsksOf(
  { asks, showcase, release, hostWords }: Pick<ListingView, "asks" | "showcase" | "release" | "hostWords">,
  languages: Languages = [],
) {
  return asks && sayAsks(asks, sayIn(languages, showcase), sayIn(languages, release?.manifest ?? {}), sayIn(languages, hostWords));
}

function showSubmission(row: SubmissionView): Submission {
  return {
    id: showId("submission", row.id),
    state: row.state,
    checks: row.checks,
    content: row.content,
    showcase: row.showcase,
    news: row.news.map(({ number, version, notes }) => ({ number, version, notes })),
    newShowcase: row.newShowcase,
    page: row.page,
    releaseId: row.releaseId === null ? null : showId("release", row.releaseId),
    asks: row.asks,
    asksMore: row.asksMore,
    reason: row.reason,
    createdAt: moment(row.createdAt),
    decidedAt: row.decidedAt === null ? null : moment(row.decidedAt),
  };
}
