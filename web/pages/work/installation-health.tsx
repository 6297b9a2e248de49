import type { ScheduleView, InstallationView } from "@stoa/contract";
import { useRead } from "../../api/use-read.ts";
import { Facts } from "../../parts/facts.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { Verdict } from "../../parts/verdict.tsx";
import { usePlace } from "../../places/place.ts";
import { sayRun } from "../../words/run-words.ts";
import { sayCron } from "../../words/say-cron.ts";
import { judgeHealth } from "./judge-health.ts";
import { runAction } from "./run-action.tsx";
import type { RunItem } from "@stoa/contract";
import { t } from "../../words/t.ts";

/** Is it healthy, when did it last work, when is the next run. */
export function InstallationHealth({ installation, runs }: { installation: InstallationView; runs: readonly RunItem[] | undefined }) {
  const place = usePlace();
  const next = useRead<ScheduleView>(`${place.api}/installations/${installation.id}/schedule`, undefined, {
    when: installation.schedule !== null,
    every: 30_000,
  });
  const health = judgeHealth(runs ?? []);
  const action = health.failing ? runAction(health.failing, place) : undefined;
  return (
    <>
      {runs ? (
        <Verdict
          meaning={health.meaning}
          word={health.word}
          sentence={health.sentence}
          {...(health.reason ? { reason: health.reason } : {})}
          {...(action ? { action } : {})}
        />
      ) : null}
      <Facts
        across
        rows={[
          { name: t("Last worked"), value: health.lastFine ? <TimeAgo at={health.lastFine} /> : t("Never yet") },
          {
            name: t("Next run"),
            value: nextText(installation, next.data?.next[0]),
            note: installation.schedule ? `${sayCron(installation.schedule)}, ${installation.zone}` : undefined,
          },
          { name: t("Now"), value: health.open ? sayRun(health.open).word : t("Nothing is running") },
        ]}
      />
    </>
  );
}

function nextText(installation: InstallationView, due: string | null | undefined) {
  if (installation.state !== "active") return t("None while it is paused");
  if (!installation.schedule) return t("When somebody presses run");
  return due ? <TimeAgo at={due} /> : sayCron(installation.schedule);
}
