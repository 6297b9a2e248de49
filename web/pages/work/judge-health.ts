import type { Meaning } from "../../theme/meanings.ts";
import type { RunItem } from "@stoa/contract";
import { sayEnded } from "../../words/run-words.ts";
import { t } from "../../words/t.ts";

export interface Health {
  meaning: Meaning;
  word: string;
  sentence: string;
  reason: string | undefined;
  /** When a run last ended well, ISO. */
  lastFine: string | undefined;
  /** The newest run, when it failed. */
  failing: RunItem | undefined;
  /** A run that waits or goes on now. */
  open: RunItem | undefined;
}

/** What an installation's newest runs say about it; only real work counts, not previews and checks. Newest first. */
export function judgeHealth(runs: readonly RunItem[]): Health {
  const work = runs.filter((run) => run.mode === "run");
  const open = work.find((run) => run.state === "running" || run.state === "queued");
  const ended = work.filter((run) => run.state === "failed" || run.state === "succeeded");
  const lastFine = ended.find((run) => run.state === "succeeded")?.endedAt ?? undefined;
  const newest = ended[0];
  const base = { lastFine, open, reason: undefined, failing: undefined };
  if (!newest)
    return {
      ...base,
      meaning: open ? "running" : "waiting",
      word: open ? t("First run") : t("Not run yet"),
      sentence: open ? t("Its first run is under way.") : t("How its runs go will stand here."),
    };
  if (newest.state === "succeeded")
    return { ...base, meaning: "fine", word: t("Healthy"), sentence: sayEnded(newest) || t("The last run worked.") };
  const streak = ended.findIndex((run) => run.state === "succeeded");
  const count = streak < 0 ? ended.length : streak;
  return {
    ...base,
    meaning: "failed",
    word: count > 1 ? t("Failing, {count} runs in a row", { count }) : t("The last run failed"),
    sentence: sayEnded(newest) || t("The last run failed."),
    failing: newest,
  };
}
