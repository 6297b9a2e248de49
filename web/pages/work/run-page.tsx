import { useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { isUnderWay, useFollowedRun } from "../../api/follow-run.ts";
import { useRead } from "../../api/use-read.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Panel } from "../../parts/panel.tsx";
import { useCrumb } from "../../places/crumb.ts";
import { usePlace } from "../../places/place.ts";
import { BackToSetUp } from "./back-to-set-up.tsx";
import { HelpWithRun } from "./get-help.tsx";
import { HelpAsked } from "./help-asked.tsx";
import { RunFacts } from "./run-facts.tsx";
import { RunFailedItems } from "./run-failed-items.tsx";
import { RunHead } from "./run-head.tsx";
import { RunLog } from "./run-log.tsx";
import { RunResult } from "./run-result.tsx";
import { RunTechnical } from "./run-technical.tsx";
import { RunTimeline } from "./run-timeline.tsx";
import type { RunView } from "@stoa/contract";
import { RunVerdict } from "./run-verdict.tsx";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** A run: the verdict, whose move it is, the button for it; then when, tries, log, what changed, what it reached and used. */
export function RunPage() {
  const place = usePlace();
  const { runId = "" }: { runId?: string } = useParams({ strict: false });
  const path = `${place.api}/runs/${runId}`;
  const run = useRead<RunView>(path, undefined, { every: 15_000 });
  useFollowedRun(run.data && isUnderWay(run.data) ? path : undefined);
  useFreshLists(run.data?.state);
  useCrumb(run.data ? t("Run {end}", { end: run.data.id.slice(-6) }) : undefined);
  return (
    <Loaded page query={run}>
      {(found) => <Shown run={found} path={path} />}
    </Loaded>
  );
}

/** Lists that were read while the run was under way tell of it as it was; once it ends, they are read anew. */
function useFreshLists(state: RunView["state"] | undefined): void {
  const place = usePlace();
  const client = useQueryClient();
  const before = useRef(state);
  useEffect(() => {
    const moved = before.current !== undefined && before.current !== state;
    before.current = state;
    if (moved) void client.invalidateQueries({ queryKey: [`${place.api}/runs`] });
  }, [state, client, place.api]);
}

function Shown({ run, path }: { run: RunView; path: string }) {
  return (
    <>
      <RunHead run={run} path={path} />
      <BackToSetUp run={run} />
      <RunVerdict run={run} />
      <div className={styles.columns}>
        <div className={styles.stack}>
          <RunResult run={run} />
          <Panel title={t("Log")}>
            {run.log.visible ? (
              <RunLog run={run} path={path} />
            ) : (
              <Notice meaning="waiting">
                {t("{why} They can share them in the installation's settings.", { why: run.log.why ?? "" })}
              </Notice>
            )}
          </Panel>
          {run.failedTotal > 0 ? <RunFailedItems run={run} /> : null}
          <RunTechnical run={run} />
        </div>
        <div className={styles.stack}>
          <Panel title={t("When")}>
            <RunTimeline run={run} />
          </Panel>
          <HelpWithRun run={run} />
          <HelpAsked of={{ runId: run.id }} />
          <RunFacts run={run} />
        </div>
      </div>
    </>
  );
}
