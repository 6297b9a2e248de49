import { Type, type Static } from "typebox";
import { closed, field, optional, text } from "./fields.ts";

/** Sizes a translation must keep. */
export const translationLimits = { file: 128 * 1024, languages: 20, inAll: 256 * 1024 } as const;

/** A language by its short code, such as `de`. */
export const languagePattern = "^[a-z]{2,3}$";

/** What a manifest is written in where it does not say. */
export const usualLanguage = "en";

export const LanguageKey = field(Type.String({ pattern: languagePattern }), "the code of a language, such as `en` or `de`");

/** `translations/de.yaml` beside a manifest, as its author writes it: the three texts by their keys, all others by the text itself. */
export const TranslationSource = Type.Object(
  {
    title: optional(text(60)),
    summary: optional(text(160)),
    description: optional(text(20_000)),
    texts: optional(
      field(
        Type.Record(Type.String(), Type.String({ minLength: 1, maxLength: 4000 })),
        "lines of a text as it stands in the manifest and its translation, such as `Send to: An`",
      ),
    ),
  },
  { ...closed, $id: "TranslationSource" },
);
export type TranslationSource = Static<typeof TranslationSource>;

/** By language, then by the text it stands for: what has changed since is not said in old words. */
export const Translations = Type.Record(Type.String(), Type.Record(Type.String(), Type.String()));
export type Translations = Static<typeof Translations>;

/** What says a text to its reader: in another language, or as it is. */
export type Say = (text: string) => string;

/** The first of the reader's languages that these texts are written or translated in; undefined where there is none. */
export function languageFor(languages: readonly string[], said: { language?: string; translations?: Translations }): string | undefined {
  const own = said.language ?? usualLanguage;
  return languages.find((one) => one === own || (said.translations !== undefined && Object.hasOwn(said.translations, one)));
}

/** Says texts to a reader of these languages; what is not translated stays as it was written. */
export function sayIn(languages: readonly string[], said: { language?: string; translations?: Translations }): Say {
  const chosen = languageFor(languages, said);
  const words = chosen === undefined ? undefined : said.translations?.[chosen];
  return (plain) => (words && Object.hasOwn(words, plain) ? (words[plain] ?? plain) : plain);
}
