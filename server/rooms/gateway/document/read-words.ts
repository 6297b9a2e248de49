import { languagePattern, translationLimits, usualLanguage, type Translations } from "@stoa/contract";
import type { DeclaredAction } from "./read-document.ts";
import { isObject, textOf, type Json } from "./shapes.ts";

/** What a host's actions are called, in the languages its document says them in. */
export interface HostWords {
  /** Of the document itself, where it says so. */
  language?: string;
  translations: Translations;
}

/** Why the words of a document cannot be used, and where. */
export interface WordsFault {
  place: string;
  why: string;
}

const code = new RegExp(languagePattern);
const mostText = 400;
const [said, spoken] = ["x-stoa-translations", "x-stoa-language"] as const;

/**
 * The translations of a document, by language and then by the text itself: what was changed since is not said in old words. Only of what its actions
 * are called. @returns null where it has none
 */
export function readWords(document: Json, actions: readonly DeclaredAction[]): HostWords | WordsFault | null {
  const language = document[spoken];
  if (language !== undefined && (typeof language !== "string" || !code.test(language))) return { place: spoken, why: notACode };
  const all = document[said];
  if (all === undefined) return null;
  if (!isObject(all)) return { place: said, why: "It has to say texts by language: `de: { Read contacts: Kontakte lesen }`." };
  const languages = Object.keys(all);
  if (languages.length > translationLimits.languages)
    return { place: said, why: `It has ${languages.length} languages; ${translationLimits.languages} is the most.` };
  const texts = new Set(actions.flatMap(({ title, text }) => [title, text]).filter((text) => text !== ""));
  const translations: Translations = {};
  for (const one of languages) {
    const words = readLanguage(one, { all, texts, own: language ?? usualLanguage });
    if ("why" in words) return words;
    translations[one] = words.said;
  }
  if (Buffer.byteLength(JSON.stringify(translations)) > translationLimits.inAll)
    return { place: said, why: `It has more than ${translationLimits.inAll / 1024} KB in all.` };
  return { ...(language === undefined ? {} : { language }), translations };
}

const notACode = "It has to be the code of a language, such as `en` or `de`.";

interface Reading {
  all: Json;
  texts: ReadonlySet<string>;
  own: string;
}

function readLanguage(language: string, { all, texts, own }: Reading): { said: Record<string, string> } | WordsFault {
  const [place, words] = [`${said}.${language.slice(0, 20)}`, all[language]];
  if (!code.test(language)) return { place, why: notACode };
  if (language === own) return { place, why: `The document itself is in this language; \`${spoken}\` says in which it is.` };
  if (!isObject(words)) return { place, why: "It has to say each text and what it is in this language." };
  const kept: [string, string][] = [];
  for (const [plain, translated] of Object.entries(words)) {
    const text = textOf(translated, mostText);
    if (text === "") return { place, why: `The translation of “${plain.slice(0, 60)}” is empty, or no text.` };
    const named = textOf(plain, mostText);
    if (texts.has(named)) kept.push([named, text]);
  }
  return { said: Object.fromEntries(kept) };
}
