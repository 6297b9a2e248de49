import { t } from "./t.ts";

const kinds: Readonly<Record<string, string>> = {
  runs: t("Runs"),
  logs: t("Logs"),
  failedItems: t("Failed items"),
  deliveries: t("What other services sent"),
  asked: t("Orders to run"),
  earlierSettings: t("Settings that runs had"),
  states: t("What it remembered between runs"),
  requests: t("Requests to the product"),
  questions: t("Questions to its publisher"),
  notices: t("Notices"),
};

/** Kinds of which there was something, the most telling first. */
export function sortKept(counts: Readonly<Record<string, number>>): [kind: string, count: number][] {
  const order = Object.keys(kinds);
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .toSorted(([one], [other]) => order.indexOf(one) - order.indexOf(other));
}

/** A kind of thing that is kept of an installation. */
export function sayKept(kind: string): string {
  return kinds[kind] ?? kind;
}
