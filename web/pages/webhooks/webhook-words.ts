import { noticeTypes, webhookTypes, type NoticeType, type WebhookDeliveryView, type WebhookType } from "@stoa/contract";
import type { Meaning } from "../../theme/meanings.ts";
import { noticeKindWords } from "../../words/notice-words.ts";
import { t } from "../../words/t.ts";

export const eventWords: Record<WebhookType | NoticeType, string> = {
  "installation.installed": t("Installed"),
  "installation.changed": t("Changed: configured, paused, resumed or upgraded"),
  "installation.failing": t("Failing: the first failed run after one that worked"),
  "installation.recovered": t("Recovered"),
  "installation.removed": t("Removed"),
  "installation.consent_asked": t("Waits for the customer's consent to an upgrade"),
  "notice.failing": t("fails"),
  "notice.recovered": t("works again"),
  "notice.silent": t("goes silent: nothing worked for twice as long as usual"),
  "notice.needs-sign-in": t("needs an account to be signed in again"),
  "notice.asks-consent": t("asks for more"),
  "notice.covers-more": t("was allowed, and covers more now"),
  "notice.upgraded": t("has a new version"),
  "notice.help-answered": t("was answered: a question about a run"),
};

/** `installation.failing` and so on, in short. */
export function sayEvents(events: readonly string[]): string {
  const all = events[0]?.startsWith("notice.") === true ? noticeTypes.length : webhookTypes.length;
  return events.length === 0 || events.length === all ? t("everything") : events.map(sayEvent).join(", ");
}

/** A type in a word or two; programs know it by its name. */
export function sayEvent(type: string): string {
  if (type === "test.ping") return t("Test");
  const kind = type.replace("notice.", "") as keyof typeof noticeKindWords;
  return Object.hasOwn(noticeKindWords, kind) ? noticeKindWords[kind].word : type.replace("installation.", "").replace("_", " ");
}

/** Why a message was not taken, as the server says it. */
export function sayFault(error: string): string {
  const status = /^It answered (\d{3})\.$/.exec(error)?.[1];
  if (status !== undefined) return t("It answered {status}.", { status });
  if (error.startsWith("It answered 410")) return t("It answered 410: nothing is sent there until it is turned on again.");
  if (/ may not be reached: /.test(error)) return t("This address may not be reached: it is private, or not on the internet.");
  if (/ cannot be reached: | gave no answer /.test(error)) return t("It cannot be reached, or gave no answer.");
  if (error.startsWith("It sends on")) return t("It sends on to another address: give that one.");
  return error;
}

export const deliveryStates: Record<WebhookDeliveryView["state"], { meaning: Meaning; word: string }> = {
  waiting: { meaning: "waiting", word: t("Waiting") },
  delivered: { meaning: "fine", word: t("Delivered") },
  failed: { meaning: "failed", word: t("Given up") },
};
