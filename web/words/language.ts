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

/** The language of a shop page that stands in no host's page: the first the browser asks for. */
export function ownLanguage(languages: readonly string[]): EmbedLanguage {
  return languages[0]?.toLowerCase().startsWith("de") ? "de" : "en";
}
