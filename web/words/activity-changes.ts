import type { AuditItem } from "@stoa/contract";
import { fieldsOf, sayDay, textOf, touchedOf } from "./activity-fields.ts";
import { installationStates } from "./installation-states.ts";
import { nameLanguage } from "./language.ts";
import { midSentence, sayCron } from "./say-cron.ts";
import { t } from "./t.ts";

interface Told {
  before?: unknown;
  after?: unknown;
}

/** A change of an installation by what it changed; by all of it where it was more than one thing. */
export function sayConfigured(it: { who: string; name: string }, { before, after }: Told): string {
  const touched = touchedOf(before, after).filter((name) => name !== "fields" && name !== "resumesAt");
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  if (touched.includes("state")) return t("{who} set up “{name}” and turned it on", { ...it });
  const [only] = touched;
  if (touched.length !== 1 || only === undefined) return t("{who} changed “{name}”", { ...it });
  const values = { ...it, old: midSentence(sayField(only, old[only])), now: midSentence(sayField(only, now[only])) };
  if (only === "schedule") return t("{who} changed the schedule of “{name}” from {old} to {now}", values);
  if (only === "zone") return t("{who} changed the time zone of “{name}” from {old} to {now}", values);
  if (only === "name") return t("{who} gave “{name}” the name “{now}”", { ...it, now: textOf(now[only]) });
  if (only === "accounts") return t("{who} chose other accounts for “{name}”", { ...it });
  if (only === "shareLogs" && now[only] === true) return t("{who} let the publisher of “{name}” read its logs", { ...it });
  if (only === "shareLogs") return t("{who} no longer lets the publisher of “{name}” read its logs", { ...it });
  if (only === "language") return t("{who} chose {now} for the results of “{name}”", values);
  return t("{who} changed “{name}”", { ...it });
}

export interface SaidChange {
  title: string;
  /** Undefined where nothing was there. */
  old: string | undefined;
  now: string;
}

/** What of a row is shown open: settings by the form's own titles, a schedule in words. Nothing where the sentence says it all. */
export function saidChanges({ verb, titles, before, after }: AuditItem): SaidChange[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const touched = touchedOf(before, after);
  if (verb === "installation.settings")
    return touched.map((name) => ({ title: titles?.[name] ?? wordsOf(name), ...saySettings(old[name], now[name]) }));
  if (verb !== "installation.configure") return [];
  const known = touched.filter((name) => name in titlesOf());
  if (known.length === 1 && !touched.includes("state")) return [];
  return known.map((name) => ({ title: titlesOf()[name] ?? name, old: sayField(name, old[name]), now: sayField(name, now[name]) }));
}

/** What else is kept of a row: every field that changed and is not shown open. */
export function restOf(row: AuditItem): SaidChange[] {
  const [old, now] = [fieldsOf(row.before), fieldsOf(row.after)];
  const shown = new Set(saidChanges(row).map(({ title }) => title));
  // Ids tell people nothing: what they lead to stands in the sentence.
  const named = touchedOf(row.before, row.after).filter((name) => !/(?:Id|rerunOf)$/.test(name));
  const all = named.map((name) => ({
    title: titlesOf()[name] ?? moreTitles()[name] ?? row.titles?.[name] ?? wordsOf(name),
    ...saySettings(sayState(name, old[name]), sayState(name, now[name])),
  }));
  return all.filter(({ title }) => !shown.has(title));
}

const titlesOf = (): Record<string, string> => ({
  schedule: t("Schedule"),
  zone: t("Time zone"),
  name: t("Name"),
  shareLogs: t("The publisher may read the logs"),
  language: t("Language of its results"),
});

/** What only the details show. */
const moreTitles = (): Record<string, string> => ({ state: t("State"), resumesAt: t("Goes on by itself on") });

/** A state of an installation by its word. */
function sayState(name: string, value: unknown): unknown {
  if (name !== "state" || typeof value !== "string") return value;
  return Object.entries(installationStates).find(([state]) => state === value)?.[1].word ?? value;
}

function sayField(name: string, value: unknown): string {
  if (name === "schedule") return sayCron(textOf(value));
  if (name === "shareLogs") return value === true ? t("Yes") : t("No");
  if (name === "language" && textOf(value) !== "") return nameLanguage(textOf(value));
  return textOf(value) || t("Nothing");
}

/** A secret that was not there is not entered anew. */
function saySettings(old: unknown, now: unknown): Pick<SaidChange, "old" | "now"> {
  const isNew = old === undefined || old === null || old === "";
  if (isNew) return { old: undefined, now: now === "(changed)" ? t("entered, kept secret") : saySetting(now) };
  return { old: saySetting(old), now: saySetting(now) };
}

function saySetting(value: unknown): string {
  if (typeof value === "boolean") return value ? t("Yes") : t("No");
  const text = typeof value === "string" ? (marksOf()[value] ?? sayDay(value) ?? value) : JSON.stringify(value ?? "");
  if (['""', "", "[]", "{}"].includes(text)) return t("Nothing");
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** What the log writes in the place of a value. */
const marksOf = (): Record<string, string> => ({
  "(secret)": t("kept secret"),
  "(changed)": t("entered anew, kept secret"),
  "(erased)": t("erased"),
  "(long)": t("a long text"),
});

/** A setting without a title, by its name: `mail_server` is Mail server. */
function wordsOf(name: string): string {
  const words = name
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .replaceAll(/[_-]+/g, " ")
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
