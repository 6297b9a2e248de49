import { isSaid, type FailureClass, type Owner } from "@stoa/contract";
import type { RunItem, RunView } from "@stoa/contract";
import type { PlaceKind } from "../places/place.ts";
import type { Meaning } from "../theme/meanings.ts";
import { t } from "./t.ts";
import { sayVerdict } from "./verdict-sentences.ts";
import { sayReason } from "./waiting-sentences.ts";

/** A failure class in two or three words. */
export const failureWords: Record<FailureClass, string> = {
  integration: t("Program fault"),
  configuration: t("Wrong setting"),
  credentials: t("Sign-in refused"),
  upstream: t("Other service failed"),
  policy: t("Stopped by rules"),
  timeout: t("Too slow"),
  memory: t("Over its limits"),
  platform: t("The marketplace failed"),
};

/** The same where no more than the class is known: of refused entries nobody's setting is wrong. */
export const classWords: Record<FailureClass, string> = { ...failureWords, configuration: t("Wrong setting, or entries refused") };

export const triggerWords: Record<RunItem["trigger"], string> = {
  cron: t("Its schedule"),
  webhook: t("A webhook"),
  api: t("The API"),
  person: t("A person"),
};

/** What began a run; a person by name where the reader may know it. */
export function sayCause({ mode, trigger, by, customer }: Pick<RunView, "mode" | "trigger" | "by" | "customer">): string {
  if (mode === "options" && trigger === "person") return t("A form that was opened, for its choices");
  if (!by) return triggerWords[trigger];
  if (by.name !== null) return by.name;
  if (by.of === "support") return t("Someone of support");
  return by.of === "customer" && customer.name !== null ? t("Someone at {customer}", { customer: customer.name }) : triggerWords.person;
}

export const modeWords: Record<RunItem["mode"], string> = {
  run: t("Run"),
  preview: t("Preview: nothing is sent or changed"),
  options: t("Asked for choices"),
  check: t("Check"),
};

/** What a run's state means and how it is said. */
export function sayRun(run: Pick<RunItem, "state" | "failureClass" | "attempts" | "sentence">): { meaning: Meaning; word: string } {
  if (run.state === "succeeded") return { meaning: "fine", word: t("Fine") };
  if (run.state === "running") return { meaning: "running", word: t("Running") };
  if (run.state === "cancelled") return { meaning: "waiting", word: t("Cancelled") };
  if (run.state === "queued") return { meaning: "waiting", word: run.attempts > 0 ? t("Tries again") : t("Waiting to start") };
  if (isOfItems(run)) return { meaning: "failed", word: t("Entries failed") };
  if (run.failureClass === "memory") return { meaning: "failed", word: sayLimit(run.sentence ?? "") };
  return { meaning: "failed", word: run.failureClass ? failureWords[run.failureClass] : t("Failed") };
}

/** Which of the limits of one class it was. */
function sayLimit(sentence: string): string {
  if (sentence.startsWith("The run started more ")) return t("Too many processes");
  return sentence.startsWith("The run wrote more ") ? t("Disk full") : t("Out of memory");
}

/** Entries were refused for reasons the program gave: nobody's fault that is known, and for the customer to look at. */
export function isOfItems({ failureClass, sentence }: Pick<RunItem, "failureClass" | "sentence">): boolean {
  return failureClass === "configuration" && /^\d+ items? failed[;,]/.test(sentence ?? "");
}

const mine: Record<Owner, PlaceKind | undefined> = {
  publisher: "publisher",
  customer: "customer",
  operator: "operator",
  upstream: undefined,
};
const theirs: Record<Owner, string> = {
  publisher: t("The publisher's move"),
  customer: t("The customer's move"),
  operator: t("The operator's move"),
  upstream: t("The other service's move"),
};

/** Whose move it is, as the reader in this place sees it; undefined when nobody has to do anything, or it goes on by itself. */
export function sayMove(run: Pick<RunView, "state" | "owner" | "failureClass" | "sentence">, place: PlaceKind): string | undefined {
  if (run.state !== "failed" || !run.owner || isOfItems(run)) return undefined;
  return mine[run.owner] === place ? t("Your move") : theirs[run.owner];
}

/** The verdict's sentence, or what is going on while there is none. */
export function saySentence(run: RunView): string {
  if (run.state === "queued") return sayWaiting(run);
  if (run.state === "running" && run.stopping) return t("It was asked to stop; its program is given time to end.");
  if (run.state === "running") return sayProgress(run) ?? t("The program is running.");
  if (run.mode === "preview" && run.state === "succeeded") return t("Nothing was sent or changed: this was a preview.");
  if (run.state === "succeeded" && run.verdict?.rule === "succeeded") return sayDone(run);
  return run.sentence === null ? t("It ended.") : sayVerdict(run.sentence);
}

/** How a run ended, for a row of a list; empty while it goes on. */
export function sayEnded(run: RunItem): string {
  if (run.sentence === null) return "";
  if (run.state !== "succeeded") return sayVerdict(run.sentence);
  return run.mode === "preview" ? t("Nothing was sent or changed: this was a preview.") : sayDone(run);
}

function sayDone(run: RunItem): string {
  if (isSaid(run.sentence)) return quoteAnew(run.sentence ?? "");
  const changed = sayChanged(run);
  if (changed) return t("Done: {changed}", { changed });
  return run.sentence === "Done; nothing had changed." ? t("Done; nothing had changed.") : t("Done.");
}

/** A program's words stand in English quotation marks; the reader's language has its own. */
const quoteAnew = (said: string): string => t("“{said}”", { said: said.replaceAll(/^“|”$/g, "") });

/** What a run changed, in one sentence of the reader's language; undefined where it counted nothing. */
export function sayChanged({ counts }: Pick<RunItem, "counts">): string | undefined {
  const said = [
    counts.created > 0 ? t("{count} created", { count: counts.created }) : "",
    counts.updated > 0 ? t("{count} updated", { count: counts.updated }) : "",
    counts.skipped > 0 ? t("{count} left as they were", { count: counts.skipped }) : "",
    counts.failed > 0 ? t("{count} failed", { count: counts.failed }) : "",
  ].filter(Boolean);
  return said.length > 0 ? `${said.join(", ")}.` : undefined;
}

/** What a run waits for; a failed try is named in a person's words. */
export function sayWaiting({ waiting, attemptList }: Pick<RunView, "waiting" | "attemptList">): string {
  const failed = waiting?.reason === "retry" ? attemptList.at(-1)?.failureClass : undefined;
  if (failed)
    return t("{failure} at try {tries}; it is tried again by itself.", { failure: failureWords[failed], tries: attemptList.length });
  const soon = waiting?.expectedAt ? sayExpected(Date.parse(waiting.expectedAt) - Date.now()) : "";
  return `${(waiting && sayReason(waiting)) ?? t("It waits for a free place to run.")}${soon}`;
}

/** In how long a run should begin; nothing where that is at once. */
function sayExpected(inMs: number): string {
  if (inMs < 5_000) return "";
  if (inMs < 90_000) return t(" It should begin in about {seconds} s.", { seconds: Math.round(inMs / 1_000) });
  return t(" It should begin in about {time}.", {
    time: inMs < 5_400_000 ? `${Math.round(inMs / 60_000)} min` : `${Math.round(inMs / 3_600_000)} h`,
  });
}

function sayProgress({ progress }: RunView): string | undefined {
  if (!progress) return undefined;
  const count = progress.total === null ? String(progress.done) : t("{done} of {total}", { done: progress.done, total: progress.total });
  return progress.text ? `${progress.text}, ${count}.` : t("{count} done.", { count });
}
