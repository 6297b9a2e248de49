import type { FailureClass, Owner } from "@stoa/contract";
import type { RunItem, RunView } from "@stoa/contract";
import type { PlaceKind } from "../places/place.ts";
import type { Meaning } from "../theme/meanings.ts";

/** A failure class in two or three words. */
export const failureWords: Record<FailureClass, string> = {
  integration: "Program fault",
  configuration: "Wrong setting",
  credentials: "Sign-in refused",
  upstream: "Other service failed",
  policy: "Stopped by rules",
  timeout: "Too slow",
  memory: "Out of memory",
  platform: "Stoa failed",
};

export const triggerWords: Record<RunItem["trigger"], string> = {
  cron: "Its schedule",
  webhook: "A webhook",
  api: "The API",
  person: "A person",
};

export const modeWords: Record<RunItem["mode"], string> = {
  run: "Run",
  preview: "Preview, writes nothing",
  options: "Asked for choices",
  check: "Check",
};

/** What a run's state means and how it is said. */
export function sayRun(run: Pick<RunItem, "state" | "failureClass" | "attempts">): { meaning: Meaning; word: string } {
  if (run.state === "succeeded") return { meaning: "fine", word: "Fine" };
  if (run.state === "running") return { meaning: "running", word: "Running" };
  if (run.state === "cancelled") return { meaning: "waiting", word: "Cancelled" };
  if (run.state === "queued") return { meaning: "waiting", word: run.attempts > 0 ? "Tries again" : "Queued" };
  return { meaning: "failed", word: run.failureClass ? failureWords[run.failureClass] : "Failed" };
}

const mine: Record<Owner, PlaceKind | undefined> = {
  publisher: "publisher",
  customer: "customer",
  operator: "operator",
  upstream: undefined,
};
const theirs: Record<Owner, string> = {
  publisher: "The publisher's move",
  customer: "The customer's move",
  operator: "The operator's move",
  upstream: "The other service's move",
};

/** Whose move it is, as the reader in this place sees it; undefined when nobody has to do anything, or it goes on by itself. */
export function sayMove(run: Pick<RunView, "state" | "owner">, place: PlaceKind): string | undefined {
  if (run.state !== "failed" || !run.owner) return undefined;
  return mine[run.owner] === place ? "Your move" : theirs[run.owner];
}

/** The verdict's sentence, or what is going on while there is none. */
export function saySentence(run: RunView): string {
  if (run.state === "queued") return sayWaiting(run);
  if (run.state === "running" && run.stopping) return "It was asked to stop; its program is given time to end.";
  if (run.state === "running") return sayProgress(run) ?? "The program is running.";
  return run.sentence ?? "It ended.";
}

/** What a run waits for; a failed try is named in a person's words. */
export function sayWaiting({ waiting, attemptList }: Pick<RunView, "waiting" | "attemptList">): string {
  const failed = waiting?.reason === "retry" ? attemptList.at(-1)?.failureClass : undefined;
  if (failed) return `${failureWords[failed]} at try ${attemptList.length}; it is tried again by itself.`;
  const soon = waiting?.expectedAt ? sayExpected(Date.parse(waiting.expectedAt) - Date.now()) : "";
  return `${waiting?.sentence ?? "It waits for a free runner."}${soon}`;
}

/** In how long a run should begin; nothing where that is at once. */
function sayExpected(inMs: number): string {
  if (inMs < 5_000) return "";
  if (inMs < 90_000) return ` It should begin in about ${Math.round(inMs / 1_000)} s.`;
  return ` It should begin in about ${inMs < 5_400_000 ? `${Math.round(inMs / 60_000)} min` : `${Math.round(inMs / 3_600_000)} h`}.`;
}

function sayProgress({ progress }: RunView): string | undefined {
  if (!progress) return undefined;
  const count = progress.total === null ? String(progress.done) : `${progress.done} of ${progress.total}`;
  return progress.text ? `${progress.text}, ${count}.` : `${count} done.`;
}
