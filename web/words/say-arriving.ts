import { t } from "./t.ts";

/** How many of the first integrations are there, which a first start brings one by one: `2/4`; a host may have words of its own. */
export function sayArriving(text: string): string {
  const [, done, all] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (all === undefined) return text;
  return t("{done} of {all} integrations are ready. At the first start this takes a few minutes.", { done, all });
}
