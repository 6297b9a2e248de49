import { languageNow, wordsNow } from "../../words/language.ts";

/** A whole number with thousands marks: `12,430`. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(languageNow()).format(count);
}

/** A count with its noun: `1 run`, `12,430 runs`; give the plural when adding an s is not enough. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return counted(count === 1 ? one : many).replace("{count}", formatCount(count));
}

/** A noun of a list in the reader's language, without a count. */
export function nounOf(noun: string): string {
  return counted(noun).replace("{count} ", "");
}

// Nouns come from lists and counts; `npm run verify -- catalogue` finds them there.
function counted(noun: string): string {
  const text = `{count} ${noun}`;
  return wordsNow()[text] ?? text;
}

/** A part of a whole as percent, never rounded up to 100 or down to 0 when it is not so: `99.9 %`. */
export function formatShare(part: number, total: number): string {
  if (total <= 0) return "–";
  const share = (part / total) * 100;
  const say = (percent: number): string => `${new Intl.NumberFormat(languageNow(), { maximumFractionDigits: 1 }).format(percent)} %`;
  if (part > 0 && share < 0.1) return `< ${say(0.1)}`;
  return say(part < total ? Math.min(share, 99.9) : share);
}
