/** A text's words as they are compared: small letters without accents, signs gone. */
export function foldWords(text: string): string[] {
  return (
    text
      .normalize("NFKD")
      .toLowerCase()
      .replaceAll(/\p{M}+/gu, "")
      .replaceAll("ß", "ss")
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

export const foldText = (text: string): string => foldWords(text).join(" ");

/** A plural's possible singulars and the word itself, the word first: enough to look a word up in a table. */
export function singulars(word: string): string[] {
  const cut = ["s", "es", "n", "en", "e"].filter((end) => word.length - end.length > 3 && word.endsWith(end));
  const forms = [word, ...cut.map((end) => word.slice(0, -end.length))];
  return word.endsWith("ies") ? [...forms, `${word.slice(0, -3)}y`] : forms;
}

/** The word and its commonest plurals. Texts are kept with their stems too, so that most others are met by the word itself. */
export function plurals(word: string): string[] {
  if (word.length < 3 || word.endsWith("s")) return [word];
  return word.endsWith("e") ? [word, `${word}s`, `${word}n`] : [word, `${word}s`];
}

/** `ae` for `ä` and the like: the same word where somebody has no such key; undefined where there is none in it. */
export function withoutUmlautLetters(word: string): string | undefined {
  const plain = word.replaceAll(/([aou])e/g, "$1");
  return plain === word ? undefined : plain;
}
