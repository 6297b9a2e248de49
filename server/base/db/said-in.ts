interface Said {
  /** Which column of it holds the translations. */
  translations?: string;
  /** An array of the texts that are drawn. */
  texts: string;
  /** Of the reader: the place of a parameter. */
  languages: string;
}

/** The part of a statement that tells how `of`, which has a language and translations, says some of its texts in the reader's languages. */
export function saidIn(of: string, { translations = `${of}.translations`, texts, languages }: Said): string {
  return `jsonb_strip_nulls(jsonb_build_object('language', ${of}.language, 'translations', base.words_in(${translations}, ${languages}::text[], ${texts})))`;
}
