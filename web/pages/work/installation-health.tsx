import type { HealthView, InstallationView, RunView, ScheduleView } from "@stoa/contract";
import type { ReactNode } from "react";
import { useRead } from "../../api/use-read.ts";
import { sayZone } from "../../parts/format/own-zone.ts";
import { Facts } from "../../parts/facts.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { Verdict } from "../../parts/verdict.tsx";
import { usePlace } from "../../places/place.ts";
import { saySilent } from "../../words/health-words.ts";
import { sayRun } from "../../words/run-words.ts";
import { sayCron } from "../../words/say-cron.ts";
import { judgeHealth, type Health } from "./judge-health.ts";
import { asksForSettings, runAction } from "./run-action.tsx";
import type { RunItem } from "@stoa/contract";
import { sayMoment } from "../../parts/format/next-times.ts";
import { sayMissed, sayResumedBefore } from "./pause-ends.tsx";
import { t } from "../../words/t.ts";

/** Is it healthy, when did it last work, when is the next run. */
export function InstallationHealth({ installation, runs }: { installation: InstallationView; runs: readonly RunItem[] | undefined }) {
  const place = usePlace();
  const path = `${place.api}/installations/${installation.id}`;
  const next = useRead<ScheduleView>(`${path}/schedule`, undefined, { when: installation.schedule !== null, every: 30_000 });
  const kept = useRead<HealthView>(`${path}/health`, undefined, { every: 15_000 });
  const health = judgeHealth(runs ?? []);
  const lastFine = health.lastFine ?? kept.data?.lastOkAt;
  const worked = { name: t("Last worked"), value: lastFine ? <TimeAgo at={lastFine} /> : t("Never yet") };
  // How it fared says nothing any more, and its schedule begins nothing.
  if (installation.state === "removed") return <Facts across rows={[worked]} />;
  return (
    <>
      {runs ? <Says health={health} kept={kept.data} paused={installation.state === "paused" ? installation : undefined} /> : null}
      <Facts
        across
        rows={[
          worked,
          {
            name: t("Next run"),
            value: nextText(installation, next.data?.next[0]),
            note: installation.schedule ? `${sayCron(installation.schedule)}, ${sayZone(installation.zone)}` : undefined,
          },
          { name: t("Now"), value: health.open ? sayRun(health.open).word : t("Nothing is running") },
        ]}
      />
    </>
  );
}

/** What the newest run asks for when it failed, at the fields that its verdict names. */
function useAction({ failing }: Health): ReactNode {
  const place = usePlace();
  const failed = useRead<RunView>(`${place.api}/runs/${failing?.id ?? ""}`, undefined, {
    when: place.kind === "customer" && failing !== undefined && asksForSettings(failing),
  });
  return failing ? runAction(failing, place, failed.data?.verdict?.fields) : undefined;
}

/** Runs say what went wrong; that there are none that worked is said beside it, or alone where none failed. */
function Says({ health, kept, paused }: { health: Health; kept: HealthView | undefined; paused: InstallationView | undefined }) {
  const action = useAction(health);
  const since = kept?.silentSince ?? undefined;
  if (since !== undefined && kept?.silentCause && !health.failing)
    return (
      <Verdict
        meaning="needs"
        word={t("Silent")}
        sentence={saySilent(kept.silentCause)}
        reason={<Overdue since={since} />}
        {...(action ? { action } : {})}
      />
    );
  // The last run's green or red would say that all goes on as before.
  if (paused)
    return (
      <Verdict
        meaning="waiting"
        word={t("Paused")}
        sentence={sayMissed(paused)}
        reason={<PausedReason health={health} paused={paused} />}
      />
    );
  return (
    <Verdict
      meaning={health.meaning}
      word={health.word}
      sentence={health.sentence}
      {...(since === undefined ? {} : { reason: <Overdue since={since} /> })}
      {...(action ? { action } : {})}
    />
  );
}

function Overdue({ since }: { since: string }) {
  return (
    <p>
      {t("No run has worked for twice as long as usual. Noticed")} <TimeAgo at={since} />.
    </p>
  );
}

function PausedReason({ health: { open, failing }, paused }: { health: Health; paused: InstallationView }) {
  const before = sayResumedBefore(paused);
  return (
    <>
      {before ? <p>{before}</p> : null}
      {open ? <p>{t("The run that is under way ends by itself.")}</p> : failing ? <p>{t("The last run failed.")}</p> : null}
    </>
  );
}

function nextText(installation: InstallationView, due: string | null | undefined) {
  if (installation.resumesAt !== null)
    return t("None before {when}", { when: sayMoment(new Date(installation.resumesAt), installation.zone) });
  if (installation.state !== "active") return t("None while it is paused");
  if (!installation.schedule) return t("When somebody presses run");
  return due ? <TimeAgo at={due} /> : sayCron(installation.schedule);
}
