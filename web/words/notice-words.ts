import type { HomeNoticeView } from "@stoa/contract";
import type { Meaning } from "../theme/meanings.ts";
import { saySilent } from "./health-words.ts";
import { classWords } from "./run-words.ts";
import { t } from "./t.ts";
import { sayVerdict } from "./verdict-sentences.ts";

type Kind = HomeNoticeView["kind"];

/** What a notice means, in a word or two. */
export const noticeKindWords: Record<Kind, { meaning: Meaning; word: string }> = {
  failing: { meaning: "failed", word: t("Failing") },
  recovered: { meaning: "fine", word: t("Works again") },
  silent: { meaning: "needs", word: t("Silent") },
  "needs-sign-in": { meaning: "needs", word: t("Sign in again") },
  "asks-consent": { meaning: "needs", word: t("Asks for more") },
  "covers-more": { meaning: "needs", word: t("Covers more now") },
  upgraded: { meaning: "fine", word: t("New version") },
  "help-answered": { meaning: "fine", word: t("Answered") },
};

const sentences: Record<Kind, string> = {
  failing: t("Its last run failed."),
  recovered: t("It failed before; its last run worked."),
  silent: t("No run has worked for twice as long as usual."),
  "needs-sign-in": t("The other service does not accept the sign-in any more: connect the account again."),
  "asks-consent": t("A new version asks for more; the one you have goes on until somebody agrees."),
  "covers-more": t("The product made something you allowed cover more; it is refused until somebody agrees."),
  upgraded: t("It has a new version that asks for nothing more."),
  "help-answered": t("A question about a run was answered."),
};

/** What happened, in one sentence or two. */
export function sayNotice({ kind, cause, sentence }: Pick<HomeNoticeView, "kind" | "cause" | "sentence">): string {
  if (kind === "failing" && sentence !== null) return sayVerdict(sentence);
  const why =
    kind === "silent" && cause
      ? saySilent(cause as Parameters<typeof saySilent>[0])
      : kind === "failing" && cause
        ? classWords[cause as keyof typeof classWords]
        : undefined;
  return why ? `${sentences[kind]} ${why}` : sentences[kind];
}
