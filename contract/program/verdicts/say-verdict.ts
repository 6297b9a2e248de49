import { runSentences } from "./run-sentences.ts";
import type { Both } from "./sentence.ts";
import { serviceSentences } from "./service-sentences.ts";
import { settingSentences } from "./setting-sentences.ts";

// Those of servers come last: their patterns take any first word.
const sentences = [...settingSentences, ...runSentences, ...serviceSentences];

/** The counters by what a promise calls them. */
const counters: Readonly<Record<string, string>> = { created: "neu", updated: "geändert", skipped: "übersprungen", failed: "gescheitert" };

/**
 * A sentence of the platform's in a language; one that is not known, such as a publisher's own, as it is.
 * @param say chooses the text: a host may have words of its own for it
 */
export function sayVerdictIn(language: "en" | "de", sentence: string, say = (text: Both): string => text[language]): string {
  for (const [pattern, text] of sentences) {
    const found = pattern.exec(sentence);
    if (found) return say(text).replaceAll(/\{(\w+)\}/g, (whole, name: string) => valueOf(language, name, found.groups?.[name]) ?? whole);
  }
  return sentence;
}

function valueOf(language: "en" | "de", name: string, value: string | undefined): string | undefined {
  return language === "de" && name === "name" && value !== undefined ? (counters[value] ?? value) : value;
}
