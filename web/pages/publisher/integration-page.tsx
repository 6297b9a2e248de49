import type { Integration, Listing } from "@stoa/contract";
import { useParams } from "@tanstack/react-router";
import { Suspense, type ComponentType } from "react";
import { useList, useRead } from "../../api/use-read.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdChip } from "../../parts/id-chip.tsx";
import { ListingPicture } from "../../parts/listing-picture.tsx";
import { lazyPart } from "../../parts/lazy-part.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { Tabs, useTab } from "../../parts/tabs.tsx";
import { useCrumb } from "../../places/crumb.ts";
import { usePlace } from "../../places/place.ts";
import { BuildsTable } from "./builds-table.tsx";
import { NextMove } from "./next-move.tsx";
import { Releases } from "./releases.tsx";

const Listings = lazyPart(() => import("./listings-tab.tsx"), "ListingsTab");
const Secrets = lazyPart(() => import("./secrets-tab.tsx"), "SecretsTab");
const Simulators = lazyPart(() => import("./simulators-tab.tsx"), "SimulatorsTab");
const Code = lazyPart(() => import("./code-tab.tsx"), "CodeTab");

const tabs = [
  { key: "releases", title: "Releases" },
  { key: "builds", title: "Builds" },
  { key: "listings", title: "Listings" },
  { key: "secrets", title: "Secrets" },
  { key: "simulators", title: "Simulators" },
  { key: "code", title: "Code" },
];

const contents: Record<string, ComponentType<{ integration: Integration }>> = {
  releases: Releases,
  builds: Builds,
  listings: Listings,
  secrets: Secrets,
  simulators: Simulators,
  code: Code,
};

/** An integration: what to do next with it, then its releases, builds, listings, secrets and code. */
export function IntegrationPage() {
  const place = usePlace();
  const { integrationId = "" }: { integrationId?: string } = useParams({ strict: false });
  const integration = useRead<Integration>(`${place.api}/integrations/${integrationId}`);
  useCrumb(integration.data?.name);
  return (
    <Loaded page query={integration}>
      {(found) => <Shown integration={found} />}
    </Loaded>
  );
}

function Shown({ integration }: { integration: Integration }) {
  const place = usePlace();
  const tab = useTab("releases");
  const listings = useList<Listing>(`${place.api}/listings`, { limit: 200 });
  const mine = listings.rows?.filter((listing) => listing.integrationId === integration.id);
  const Content = contents[tab] ?? Releases;
  const shown = place.kind === "publisher" ? tabs : tabs.filter(({ key }) => key === "releases" || key === "builds");
  return (
    <>
      <PageHead
        picture={<ListingPicture id={integration.id} title={integration.name} monogram={integration.monogram} size={40} />}
        title={integration.name}
        line={
          <>
            <code>{integration.slug}</code>
            <IdChip id={integration.id} />
          </>
        }
      />
      {place.kind === "publisher" ? <NextMove integration={integration} listings={mine} /> : null}
      <Tabs tabs={shown} first="releases" />
      <Suspense fallback={<PageSkeleton />}>
        <Content integration={integration} />
      </Suspense>
    </>
  );
}

function Builds({ integration }: { integration: Integration }) {
  const place = usePlace();
  return (
    <BuildsTable
      path={`${place.api}/integrations/${integration.id}/builds`}
      empty={
        <EmptyState title="Nothing was pushed yet" example={<code>git push stoa main</code>}>
          <p>A push or a tag builds in the sandbox, with its log live here.</p>
        </EmptyState>
      }
    />
  );
}
