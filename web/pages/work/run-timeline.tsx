import { formatDuration } from "../../parts/format/duration.ts";
import { formatExact, formatSecond } from "../../parts/format/time.ts";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { useNow } from "../../parts/use-now.ts";
import { usePlace } from "../../places/place.ts";
import { classWords, sayCause, sayWaiting } from "../../words/run-words.ts";
import type { RunAttempt, RunView } from "@stoa/contract";
import { t } from "../../words/t.ts";
import styles from "./run-timeline.module.css";

interface Moment {
  key: string;
  title: string;
  at: string | null;
  /** Why, or how long it took from the moment before. */
  note?: string | undefined;
  state: "done" | "now" | "next";
}

/** Due, queued, each try, ended: with how long and why between them. */
export function RunTimeline({ run }: { run: RunView }) {
  const plain = usePlace().kind === "customer";
  return (
    <ol className={styles.line}>
      {momentsOf(run, plain).map((moment) => (
        <li key={moment.key} data-state={moment.state}>
          <span className={styles.title}>{moment.title}</span>
          <span className={styles.at}>{moment.at ? <At at={moment.at} ended={run.endedAt !== null} /> : null}</span>
          {moment.note ? <span className={styles.note}>{moment.note}</span> : null}
        </li>
      ))}
    </ol>
  );
}

/** Of a run that is over the times themselves: seen from now they would not fit what they took. */
function At({ at, ended }: { at: string; ended: boolean }) {
  const now = useNow();
  if (!ended) return <TimeAgo at={at} />;
  return (
    <time dateTime={at} title={formatExact(Date.parse(at))}>
      {formatSecond(Date.parse(at), now)}
    </time>
  );
}

function momentsOf(run: RunView, plain: boolean): Moment[] {
  const due: Moment = {
    key: "due",
    title: run.trigger === "cron" ? t("Due") : t("Asked for"),
    at: run.scheduledFor ?? run.queuedAt,
    note: whyDue(run),
    state: "done",
  };
  const queued: Moment = {
    key: "queued",
    title: t("Waiting to start"),
    at: run.scheduledFor ? run.queuedAt : null,
    note: isFirst(run) ? sayWaiting(run) : waited(run),
    state: isFirst(run) ? "now" : "done",
  };
  const waits = run.state === "queued" ? run.attemptList.at(-1) : undefined;
  const tries = run.attemptList.flatMap((attempt) => {
    const moments = triesOf(attempt, run.attemptList.length > 1, plain);
    return attempt === waits ? moments.slice(0, 1) : moments;
  });
  const started: Moment[] =
    run.attemptList.length > 0
      ? tries
      : run.startedAt
        ? [{ key: "started", title: t("Started"), at: run.startedAt, state: run.endedAt ? "done" : "now" }]
        : [];
  const ended: Moment = { key: "ended", title: t("Ended"), at: run.endedAt, note: whyEnded(run), state: run.endedAt ? "done" : "next" };
  return [due, queued, ...started, ...againOf(run), ended];
}

/** Nothing of it was tried yet. */
const isFirst = ({ state, attemptList }: RunView): boolean => state === "queued" && attemptList.length === 0;

/** What a run that failed and is tried again waits for stands below the tries that were. */
function againOf(run: RunView): Moment[] {
  if (run.state !== "queued" || isFirst(run)) return [];
  return [{ key: "again", title: t("Tries again"), at: run.attemptList.at(-1)?.retryAt ?? null, note: sayWaiting(run), state: "now" }];
}

/** Nobody is served by milliseconds here. */
const sayTook = (milliseconds: number): string => (milliseconds < 1_000 ? t("less than a second") : formatDuration(milliseconds));

function whyDue(run: RunView): string {
  const why = run.rerunOf ? whoseAgain(run) : sayCause(run);
  return run.triggers > 1 ? t("{why}, {triggers} triggers in one run", { why, triggers: run.triggers }) : why;
}

function whoseAgain(run: RunView): string {
  return run.by ? t("Run again by {who}", { who: sayCause(run) }) : t("Run again by a program");
}

function waited(run: RunView): string | undefined {
  const first = run.attemptList[0]?.startedAt ?? run.startedAt;
  if (!first) return undefined;
  const milliseconds = Date.parse(first) - Date.parse(run.queuedAt);
  return milliseconds < 1_000 ? t("It began at once") : t("Waited {duration} for a free place", { duration: formatDuration(milliseconds) });
}

function whyEnded(run: RunView): string | undefined {
  return run.startedAt && run.endedAt
    ? t("Took {duration} in all", { duration: sayTook(Date.parse(run.endedAt) - Date.parse(run.startedAt)) })
    : undefined;
}

function triesOf(attempt: RunAttempt, several: boolean, plain: boolean): Moment[] {
  const took = attempt.endedAt ? sayTook(Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt)) : undefined;
  const outcome = sayOutcome(attempt, plain);
  return [
    {
      key: `try ${attempt.number}`,
      title: several ? t("Try {number}", { number: attempt.number }) : t("Started"),
      at: attempt.startedAt,
      note:
        [
          took ? (attempt.ranIn === "gvisor" && !plain ? t("Ran {took} in gVisor", { took }) : t("Ran {took}", { took })) : undefined,
          attempt.startedWarm && !plain ? t("started warm") : undefined,
          outcome,
        ]
          .filter(Boolean)
          .join(", ") || undefined,
      state: attempt.endedAt ? "done" : "now",
    },
    ...(attempt.retryAt ? [{ key: `retry ${attempt.number}`, title: t("Tries again"), at: attempt.retryAt, state: "done" as const }] : []),
  ];
}

function sayOutcome(attempt: RunAttempt, plain: boolean): string | undefined {
  if (attempt.state === "lost") return t("the machine it ran on was lost");
  if (attempt.state === "returned") return t("the machine it ran on stopped and gave it back");
  if (attempt.state === "failed")
    return attempt.failureClass ? t("it failed: {failure}", { failure: classWords[attempt.failureClass] }) : t("it failed");
  if (plain) return undefined;
  // That it ended with 0 says nothing to people: the verdict does.
  const code = attempt.exitCode === null || attempt.exitCode === 0 ? undefined : t("exit code {exitCode}", { exitCode: attempt.exitCode });
  const signal = attempt.signal ? t("ended by {signal}", { signal: attempt.signal }) : undefined;
  return code && signal ? t("{code}, or {signal}: one cannot be told from the other here", { code, signal }) : (signal ?? code);
}
