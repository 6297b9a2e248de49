import type { EmbedLanguage } from "@stoa/contract";

type Words = Readonly<Record<string, string>>;

let language: EmbedLanguage = "en";
let words: Words = {};

/** Chooses the language of the customer's pages and lays a host's own words over it. Before the first page is drawn: texts are read once. */
export async function setLanguage(chosen: EmbedLanguage, own: Words = {}): Promise<void> {
  const catalogue = chosen === "de" ? (await import("./german/index.ts")).german : {};
  language = chosen;
  words = { ...catalogue, ...own };
}

export function languageNow(): EmbedLanguage {
  return language;
}

/** The locale dates and numbers are written for. */
export function localeNow(): string {
  return language === "de" ? "de-DE" : "en-GB";
}

/** A language by the name the reader knows it under: `de` gives `German` or `Deutsch`. */
export function nameLanguage(code: string): string {
  return new Intl.DisplayNames([localeNow()], { type: "language" }).of(code) ?? code;
}

/** What stands for each English text; English itself needs nothing. */
export function wordsNow(): Words {
  return words;
}

const kept = "stoa.language";

/** Remembers in this browser what was chosen for pages that stand in no host's page; null: nothing. */
export function keepLanguage(chosen: EmbedLanguage | null): void {
  try {
    if (chosen === null) localStorage.removeItem(kept);
    else localStorage.setItem(kept, chosen);
  } catch {
    // A browser that keeps nothing asks for the language each time.
  }
}

function keptLanguage(): string | null {
  try {
    return localStorage.getItem(kept);
  } catch {
    return null;
  }
}

/** The language of a shop page that stands in no host's page: what was chosen in this browser, else the first it asks for. */
export function ownLanguage(languages: readonly string[], chosen = keptLanguage()): EmbedLanguage {
  if (chosen === "en" || chosen === "de") return chosen;
  return languages[0]?.toLowerCase().startsWith("de") ? "de" : "en";
}
