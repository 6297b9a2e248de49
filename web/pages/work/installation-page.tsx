import type { InstallationView } from "@stoa/contract";
import { useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { type List, useList, useRead } from "../../api/use-read.ts";
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
import styles from "../page.module.css";

const Overview = lazyPart(() => import("./installation-overview.tsx"), "InstallationOverview");
const PublisherPage = lazyPart(() => import("../publisher-page/publisher-page.tsx"), "PublisherPage");
const Settings = lazyPart(() => import("./installation-settings.tsx"), "InstallationSettings");

/** An installation: is it healthy, when did it last work, when is the next run; then its runs, and its settings. */
export function InstallationPage() {
  const place = usePlace();
  const { installationId = "" }: { installationId?: string } = useParams({ strict: false });
  const installation = useRead<InstallationView>(`${place.api}/installations/${installationId}`, undefined, { every: 15_000, anew: true });
  useCrumb(installation.data ? installation.data.name || installation.data.title : undefined);
  return (
    <Loaded page query={installation}>
      {(found) => <Shown installation={found} />}
    </Loaded>
  );
}

function Shown({ installation }: { installation: InstallationView }) {
  const place = usePlace();
  const runs = useList<RunItem>(
    `${place.api}/runs`,
    { installationId: installation.id, without: place.kind === "customer" ? "options" : undefined, limit: 200 },
    { every: 5_000 },
  );
  const drives = place.kind === "customer" && mayAct(place, "customer_owner", "customer_configurer") && installation.state !== "removed";
  const page = place.kind === "customer" ? installation.page : null;
  const tab = useTab("overview");
  return (
    <>
      <InstallationHead installation={installation} drives={drives} />
      <InstallationNotices installation={installation} drives={drives} />
      {installation.state === "draft" || installation.erasedAt !== null ? null : (
        <div className={`${styles.stack} ${tab === "overview" ? "" : styles.elsewhere}`}>
          <InstallationHealth installation={installation} runs={runs.rows} />
        </div>
      )}
      {drives || page ? (
        <Tabs
          first="overview"
          tabs={[
            { key: "overview", title: t("Runs") },
            ...(page ? [{ key: "page", title: t("Page of {publisher}", { publisher: installation.publisherName }) }] : []),
            ...(drives ? [{ key: "settings", title: t("Settings") }] : []),
          ]}
        />
      ) : null}
      <Suspense fallback={<PageSkeleton />}>
        <Part {...{ installation, runs, drives, page }} />
      </Suspense>
    </>
  );
}

interface PartProps {
  installation: InstallationView;
  runs: List<RunItem>;
  drives: boolean;
  /** Its publisher's page, where the reader is shown one. */
  page: string | null;
}

function Part({ installation, runs, drives, page }: PartProps) {
  const tab = useTab("overview");
  if (tab === "settings" && drives) return <Settings installation={installation} />;
  if (tab === "page" && page) return <PublisherPage installation={{ ...installation, page }} runs={runs.rows ?? []} drives={drives} />;
  return <Overview installation={installation} runs={runs} />;
}
