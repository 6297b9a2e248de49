import type { WaitingView } from "@stoa/contract";
import { languageNow } from "./language.ts";
import { t } from "./t.ts";

const limited: [RegExp, string][] = [
  [/^Your account may run/, t("Your account may run {count} at a time by a limit, and {running} are under way")],
  [/^This integration may run/, t("This integration may run {count} at a time by a limit, and {running} are under way")],
  [/^This marketplace may run/, t("This marketplace may run {count} at a time by a limit, and {running} are under way")],
  [/ may run/, t("This account at the other service may take {count} at a time by a limit, and {running} are under way")],
];

const rated: [RegExp, string][] = [
  [/^Your account may begin/, t("Your account may begin {count} runs a minute by a limit")],
  [/^This integration may begin/, t("This integration may begin {count} runs a minute by a limit")],
  [/^This marketplace may begin/, t("This marketplace may begin {count} runs a minute by a limit")],
  [/ may begin/, t("This account at the other service may take {count} runs a minute by a limit")],
];

const shared = (sentence: string): string =>
  `${t("All places to run are taken and shared out fairly among customers")}${sayBehind(sentence)}`;

const reasons: Record<Exclude<WaitingView["reason"], "not-waiting">, (sentence: string) => string> = {
  "due-soon": () => t("It is about to begin."),
  paused: () => t("The installation is paused; the run goes on when it is resumed."),
  "one-at-a-time": sayActive,
  cooling: () => t("The other service said that it is asked too often with this account; work with it waits until then."),
  retry: () => t("It is tried again by itself."),
  "no-runner": () => t("Nothing can run just now; the operator sees this."),
  limit: (sentence) => `${fill(limited, sentence, /may run (?<count>\d+) .* and (?<running>\d+) are under way/)}${sayBehind(sentence)}`,
  rate: (sentence) => `${fill(rated, sentence, /may begin (?<count>\d+) /)}${sayBehind(sentence)}`,
  "slots-busy": shared,
  weight: shared,
  "behind-own": shared,
};

/** Why a run waits, which the platform says in English, in the reader's language; undefined where it does not wait. */
export function sayReason({ reason, sentence }: WaitingView): string | undefined {
  if (reason === "not-waiting") return undefined;
  return languageNow() === "en" ? sentence : reasons[reason](sentence);
}

function sayActive(sentence: string): string {
  const more = sentence.includes("one more before it") ? "1" : /and (?:at least )?(?<count>[\d,]+) more before it/.exec(sentence)?.[1];
  const active = t("An installation runs one at a time, and another of its runs comes first");
  return more === undefined ? `${active}.` : `${active}${t("; {count} more wait before it.", { count: more })}`;
}

function sayBehind(sentence: string): string {
  const before = /; (?:at least )?(?<count>[\d,]+) of yours come before it/.exec(sentence)?.[1];
  return before === undefined ? t("; it is your next one.") : t("; {count} of yours come before it.", { count: before });
}

function fill(words: readonly [RegExp, string][], sentence: string, numbers: RegExp): string {
  const found = words.find(([pattern]) => pattern.test(sentence))?.[1] ?? sentence;
  const groups = numbers.exec(sentence)?.groups ?? {};
  return found.replaceAll(/\{(\w+)\}/g, (whole, name: string) => groups[name] ?? whole);
}
