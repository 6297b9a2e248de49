import type { HomeNoticeView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { sayError } from "../../api/say-error.ts";
import { useAct, useList } from "../../api/use-read.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { MeaningBadge } from "../../parts/meaning-badge.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { usePlace } from "../../places/place.ts";
import { noticeKindWords, sayNotice } from "../../words/notice-words.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";
import { settingsAt } from "../work/run-action.tsx";
import { Telling } from "./telling.tsx";

/** What the customer was told, one of an episode, newest first; beside it how its reader wants to be told. */
export function NoticesPage() {
  const place = usePlace();
  const notices = useList<HomeNoticeView>(`${place.api}/notices`, { limit: 50 }, { every: 15_000 });
  useSeen(notices.rows?.[0]);
  return (
    <>
      <PageHead title={t("Notices")} />
      <div className={styles.columns}>
        <div className={styles.stack}>
          {notices.error ? <ErrorState error={sayError(notices.error)} onRetry={notices.retry} /> : null}
          {!notices.rows && !notices.error ? <PageSkeleton /> : null}
          {notices.rows?.length === 0 ? (
            <EmptyState title={t("Nothing has happened yet")}>
              <p>{t("When something you installed fails, goes silent or needs you, it is told here once, and again when it is over.")}</p>
            </EmptyState>
          ) : (
            <ul className={styles.list}>
              {notices.rows?.map((notice) => (
                <Notice key={notice.id} notice={notice} />
              ))}
            </ul>
          )}
          {notices.more ? (
            <Button variant="default" loading={notices.more.loading} onClick={notices.more.load}>
              {t("Show older ones")}
            </Button>
          ) : null}
        </div>
        <Telling />
      </div>
    </>
  );
}

function Notice({ notice }: { notice: HomeNoticeView }) {
  const { kind, installation, connection, runId, at, endedAt } = notice;
  const lasts = !["recovered", "upgraded", "help-answered"].includes(kind);
  return (
    <li>
      <div className={styles.row}>
        <MeaningBadge {...noticeKindWords[kind]} quiet={lasts && endedAt !== null} />
        {installation ? <Link to={`/shop/installations/${installation.id}`}>{installation.name}</Link> : null}
        {connection ? <Link to="/shop/connections">{connection.name}</Link> : null}
        <span className={styles.quiet}>
          <TimeAgo at={at} />
        </span>
      </div>
      <p>
        {sayNotice(notice)} {runId && kind !== "silent" ? <Link to={`/shop/runs/${runId}`}>{t("See the run")}</Link> : null}
      </p>
      <Mend notice={notice} />
      {lasts && endedAt ? (
        <p className={styles.quiet}>
          {t("Ended")} <TimeAgo at={endedAt} />
        </p>
      ) : null}
    </li>
  );
}

/** Straight to the settings, where they are what is to be mended. */
function Mend({ notice: { kind, cause, installation, endedAt } }: { notice: HomeNoticeView }) {
  if (kind !== "failing" || endedAt !== null || !installation || (cause !== "credentials" && cause !== "configuration")) return null;
  return (
    <div className={styles.row}>
      <Button component={Link} to={`/shop/installations/${installation.id}`} search={settingsAt() as never} size="xs">
        {cause === "credentials" ? t("Enter the sign-in details anew") : t("Change the settings")}
      </Button>
    </div>
  );
}

/** Whoever opens the page has seen what stands on it. */
function useSeen(newest: HomeNoticeView | undefined): void {
  const place = usePlace();
  const seen = useAct([`${place.api}/notices`]);
  const told = useRef("");
  useEffect(() => {
    if (!newest?.isNew || told.current === newest.id) return;
    told.current = newest.id;
    seen.mutate({ method: "POST", path: `${place.api}/notices/${newest.id}/seen` });
  }, [newest, seen, place.api]);
}
