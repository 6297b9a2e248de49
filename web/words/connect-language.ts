import type { EmbedLanguage } from "@stoa/contract";
import { ownLanguage } from "./language.ts";

const key = "stoa-connect-language";

/**
 * The language of a window in which an account is connected: that of our own page which opened it, kept in the window over its way to the
 * provider and back; else the first the browser asks for.
 */
export function connectLanguage(languages: readonly string[]): EmbedLanguage {
  try {
    const language = openerLanguage() ?? sessionStorage.getItem(key);
    if (language === null) return ownLanguage(languages);
    sessionStorage.setItem(key, language);
    return ownLanguage([language]);
  } catch {
    return ownLanguage(languages);
  }
}

/** Undefined where no page of ours opened this window: a stranger's cannot be read. */
function openerLanguage(): string | undefined {
  try {
    return (window.opener as Window | null)?.document.documentElement.lang || undefined;
  } catch {
    return undefined;
  }
}
