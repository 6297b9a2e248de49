import { NativeSelect } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { sayError } from "../../api/say-error.ts";
import { useLogFeed } from "../../api/use-log-feed.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { LogViewer } from "../../parts/log-viewer/log-viewer.tsx";
import type { RunView } from "@stoa/contract";
import { logToFollow } from "./log-to-follow.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

interface LogSearch {
  line?: number;
  try?: number;
}

/** The log of one try, the newest unless the address says which; live while it runs. */
export function RunLog({ run, path }: { run: RunView; path: string }) {
  const search: LogSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const newest = Math.max(1, run.attempts);
  const attempt = search.try ?? newest;
  const feed = useLogFeed(`${path}/log/follow`, logToFollow(run, attempt), { attempt });
  const lineHref = useCallback(
    (line: number) => `?${new URLSearchParams({ ...(attempt === newest ? {} : { try: String(attempt) }), line: String(line) }).toString()}`,
    [attempt, newest],
  );
  const set = (change: LogSearch) =>
    void navigate({ to: ".", search: (before: object) => ({ ...before, ...change }), replace: true, resetScroll: false });
  if (feed.error) return <ErrorState error={sayError(feed.error)} />;
  const evidence = attempt === newest ? (run.verdict?.evidence?.logLine ?? undefined) : undefined;
  return (
    <div className={styles.close}>
      {newest > 1 ? (
        <NativeSelect
          aria-label={t("Which try")}
          value={String(attempt)}
          data={Array.from({ length: newest }, (_, index) => ({
            value: String(index + 1),
            label: t("Try {number}", { number: index + 1 }),
          }))}
          onChange={(event) => set({ try: Number(event.currentTarget.value), line: undefined } as unknown as LogSearch)}
        />
      ) : null}
      <LogViewer
        buffer={feed.buffer}
        name={`${run.id.slice(-6)}-${attempt}`}
        line={search.line}
        lineHref={lineHref}
        onLine={(line) => set({ line })}
        errorLine={evidence === undefined ? undefined : evidence + 1}
        height="min(600px, 60vh)"
      />
    </div>
  );
}
