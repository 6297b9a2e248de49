import type { InstallationView } from "@stoa/contract";
import { useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { useList, useRead } from "../../api/use-read.ts";
import { lazyPart } from "../../parts/lazy-part.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { Tabs, useTab } from "../../parts/tabs.tsx";
import { useCrumb } from "../../places/crumb.ts";
import { mayAct, usePlace } from "../../places/place.ts";
import { InstallationHead } from "./installation-head.tsx";
import { InstallationHealth } from "./installation-health.tsx";
import { InstallationNotices } from "./installation-notices.tsx";
import type { RunItem } from "@stoa/contract";
import { t } from "../../words/t.ts";

const Overview = lazyPart(() => import("./installation-overview.tsx"), "InstallationOverview");
const Settings = lazyPart(() => import("./installation-settings.tsx"), "InstallationSettings");

/** An installation: is it healthy, when did it last work, when is the next run; then its runs, and its settings. */
export function InstallationPage() {
  const place = usePlace();
  const { installationId = "" }: { installationId?: string } = useParams({ strict: false });
  const installation = useRead<InstallationView>(`${place.api}/installations/${installationId}`, undefined, { every: 15_000 });
  useCrumb(installation.data ? installation.data.name || installation.data.title : undefined);
  return (
    <Loaded page query={installation}>
      {(found) => <Shown installation={found} />}
    </Loaded>
  );
}

function Shown({ installation }: { installation: InstallationView }) {
  const place = usePlace();
  const tab = useTab("overview");
  const runs = useList<RunItem>(`${place.api}/runs`, { installationId: installation.id, limit: 200 }, { every: 5_000 });
  const drives = place.kind === "customer" && mayAct(place, "customer_owner", "customer_configurer") && installation.state !== "removed";
  return (
    <>
      <InstallationHead installation={installation} drives={drives} />
      <InstallationNotices installation={installation} drives={drives} />
      {installation.state === "draft" ? null : <InstallationHealth installation={installation} runs={runs.rows} />}
      {drives ? (
        <Tabs
          first="overview"
          tabs={[
            { key: "overview", title: t("Runs") },
            { key: "settings", title: t("Settings") },
          ]}
        />
      ) : null}
      <Suspense fallback={<PageSkeleton />}>
        {tab === "settings" && drives ? <Settings installation={installation} /> : <Overview installation={installation} runs={runs} />}
      </Suspense>
    </>
  );
}
