import type { InstallationItem, RunItem } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Column } from "../../parts/data-table/table-types.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ListingPicture } from "../../parts/listing-picture.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { installationStates } from "../../words/installation-states.ts";
import { sayCron } from "../../words/say-cron.ts";
import { sayRun } from "../../words/run-words.ts";
import { ListOf } from "../lists/list-of.tsx";
import { useLastRuns } from "./last-runs.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

const columnsWith = (last: ReadonlyMap<string, RunItem>): Column<InstallationItem>[] => [
  {
    key: "name",
    title: t("Installed"),
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
    title: t("State"),
    cell: (row) => <MeaningBadge {...installationStates[row.state]} />,
    text: (row) => row.state,
    width: "160px",
    phone: "mark",
  },
  {
    key: "last",
    title: t("Last run"),
    cell: (row) => <LastRun run={last.get(row.id)} />,
    text: (row) => last.get(row.id)?.state ?? "",
    width: "280px",
    phone: "line",
  },
  { key: "runs", title: t("When it runs"), cell: (row) => sayCron(row.schedule), text: (row) => row.schedule ?? "", phone: "line" },
];

function LastRun({ run }: { run: RunItem | undefined }) {
  if (!run) return <span className={styles.quiet}>{t("None yet")}</span>;
  return (
    <span className={styles.named}>
      <MeaningBadge {...sayRun(run)} quiet />
      <span className={styles.quiet}>
        <TimeAgo at={run.startedAt ?? run.queuedAt} />
      </span>
    </span>
  );
}

/** What the customer has installed, and how each fared last. */
export function InstalledPage() {
  const place = usePlace();
  const last = useLastRuns();
  const columns = useMemo(() => columnsWith(last), [last]);
  return (
    <>
      <h1>{t("Installed")}</h1>
      <ListOf
        noun="installation"
        path={`${place.api}/installations`}
        columns={columns}
        rowHref={(row) =>
          row.state === "draft" ? `/shop/install/${row.listingId}?installation=${row.id}` : `/shop/installations/${row.id}`
        }
        empty={
          <EmptyState
            title={t("Nothing is installed yet")}
            action={
              <Button component={Link} to="/shop">
                {t("Go to the marketplace")}
              </Button>
            }
          >
            <p>{t("What you install stands here: whether it is healthy, when it last worked and when it runs next.")}</p>
          </EmptyState>
        }
      />
    </>
  );
}
