import { languageFor, sayIn, usualLanguage, type Asks, type Say, type Translations } from "@stoa/contract";
import { sayAsks } from "../catalog/index.ts";

export interface Words {
  language?: string;
  translations?: Translations;
}

/**
 * The words in which a reader of these languages read what is asked for, where they are others than its publisher's: kept with the consent, so
 * that what was agreed to is never said in words that came later. @param approved by the listing, @param own the release's, for its form, @param host the
 * host's for its actions
 */
export function wordsRead(
  asks: Asks,
  languages: readonly string[],
  { approved, own, host }: Record<"approved" | "own" | "host", Words>,
): Words | null {
  const words: Record<string, string> = {};
  const note =
    (say: Say): Say =>
    (text) => {
      const said = say(text);
      if (said !== text) words[text] = said;
      return said;
    };
  sayAsks(asks, note(sayIn(languages, approved)), note(sayIn(languages, own)), note(sayIn(languages, host)));
  const written = own.language ?? usualLanguage;
  const read = [approved, own, host].map((one) => languageFor(languages, one)).find((one) => one !== undefined && one !== written);
  if (read === undefined || Object.keys(words).length === 0) return null;
  return { ...(own.language === undefined ? {} : { language: own.language }), translations: { [read]: words } };
}
