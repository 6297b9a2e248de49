import type { EmbedLanguage } from "@stoa/contract";
import { languageNow, ownLanguage } from "./language.ts";

const key = "stoa-connect-language";
const named = "lang";

/**
 * The language of a window in which an account is connected: that of our own page which opened it, kept in the window over its way to the
 * provider and back; else the first the browser asks for.
 */
export function connectLanguage(languages: readonly string[]): EmbedLanguage {
  try {
    const language = openerLanguage() ?? saidLanguage() ?? sessionStorage.getItem(key);
    if (language === null) return ownLanguage(languages);
    sessionStorage.setItem(key, language);
    return ownLanguage([language]);
  } catch {
    return ownLanguage(languages);
  }
}

/** Where a window is opened from here: one at another address, as from a frame at a side's own domain, cannot read this page's language, so it is told. */
export function tellLanguage(address: string): string {
  const url = new URL(address);
  if (url.origin !== location.origin) url.searchParams.set(named, languageNow());
  return url.href;
}

/** Only of its first page: the provider's answer has a query of the provider's. */
function saidLanguage(): string | null {
  return location.pathname === "/connect/start" ? new URLSearchParams(location.search).get(named) : null;
}

/** Undefined where no page of ours opened this window: a stranger's cannot be read. */
function openerLanguage(): string | undefined {
  try {
    return (window.opener as Window | null)?.document.documentElement.lang || undefined;
  } catch {
    return undefined;
  }
}
