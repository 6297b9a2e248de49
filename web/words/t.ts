import type { EmbedLanguage } from "@stoa/contract";
import { languageNow, wordsNow } from "./language.ts";

/**
 * A text of the catalogue in the reader's language: `t("Runs: {when}", { when })`. Its English is the key. Every key stands literally in
 * the source, so that `npm run verify -- catalogue` can hold the catalogues to what the pages say.
 */
export function t(text: string, values: Readonly<Record<string, string | number | null | undefined>> = {}): string {
  const said = wordsNow()[text] ?? text;
  return said.replace(/\{(\w+)\}/g, (whole, name: string) => String(name in values ? (values[name] ?? "") : whole));
}

/** A text that mails say too and that stands in both languages elsewhere; a host's own words go before. */
export const sayBoth = (text: Readonly<Record<EmbedLanguage, string>>): string => wordsNow()[text.en] ?? text[languageNow()];
