import { dropStopWords } from "./stop-words.ts";
import { plurals, singulars, withoutUmlautLetters } from "./fold-text.ts";
import { meanings, type Meaning, type Meanings } from "./synonyms.ts";

/** One way a word of a search may be met, and what meeting it in a title is worth. */
export interface Asked {
  /** Which word. */
  n: number;
  worth: number;
  /** A `to_tsquery` text; `@` stands for where it is met. */
  text: string;
  /** Met by stems of both languages, else by the words as they stand. */
  stem: boolean;
}

const mostWords = 10;
export const longestPhrase = 3;
/** A part of a phrase that is known says less than the phrase: `customer` of `customer service`. */
const partOfPhrase = 0.6;
const worth = { itself: 1, beginning: 0.75, stem: 0.7 } as const;

/** The words a search is for, stop words dropped. */
export const wordsAsked = (words: readonly string[]): string[] => dropStopWords(words).slice(0, mostWords);

/** Every way to meet each word of a search: itself, its stem, its beginning, joined with its neighbour, and what means the same or nearly, by what
 * the shop's host says too. */
export function askWords(words: readonly string[], own: Meanings): Asked[] {
  const kept = wordsAsked(words);
  const spans = findPhrases(words, own);
  return kept.flatMap((word, n) => {
    const inPhrases = spans.filter((span) => span.words.includes(word));
    const means = (inPhrases.length > 0 ? inPhrases : [{ words: [word], means: lookUp([word], own) }]).flatMap((span) => span.means);
    const wholes = [kept[n - 1], kept[n + 1]].flatMap((other, at) => (other === undefined ? [] : [at === 0 ? other + word : word + other]));
    const same = [...wholes, ...inPhrases.map((span) => span.words.join(" "))];
    const least = inPhrases.length > 0 ? partOfPhrase : 1;
    return [...itself(n, word, least), ...(same.length > 0 ? [way(n, worth.itself, same)] : []), ...nearWays(n, means)];
  });
}

function itself(n: number, word: string, least: number): Asked[] {
  const plain = withoutUmlautLetters(word);
  const stems = [word, ...(plain === undefined ? [] : [plain])];
  return [
    way(n, worth.itself * least, stems.flatMap(singulars)),
    ...(word.length > 2 ? [{ n, worth: worth.beginning * least, text: `'${word}':*@`, stem: false }] : []),
    { n, worth: worth.stem * least, text: stems.map((stem) => `'${stem}':@`).join(" | "), stem: true },
  ];
}

function nearWays(n: number, means: readonly Meaning[]): Asked[] {
  const levels = Map.groupBy(means, (meaning) => meaning.near);
  return [...levels].map(([near, level]) =>
    way(
      n,
      near,
      level.map((meaning) => meaning.phrase),
    ),
  );
}

const way = (n: number, value: number, phrases: readonly string[]): Asked => ({
  n,
  worth: value,
  text: [...new Set(phrases)].map(toQuery).join(" | "),
  stem: false,
});

function toQuery(phrase: string): string {
  const words = phrase.split(" ");
  const last = plurals(words.at(-1) ?? "").map((form) => `'${form}':@`);
  const before = words.slice(0, -1).map((word) => `'${word}':@`);
  return before.length > 0 ? `(${[...before, `(${last.join(" | ")})`].join(" <-> ")})` : last.join(" | ");
}

interface Span {
  words: readonly string[];
  means: readonly Meaning[];
}

/** Phrases of two words and more that the table knows. */
function findPhrases(words: readonly string[], own: Meanings): Span[] {
  const found: Span[] = [];
  for (let from = 0; from < words.length; from++)
    for (let length = 2; length <= longestPhrase && from + length <= words.length; length++) {
      const span = words.slice(from, from + length);
      const means = lookUp(span, own);
      if (means.length > 0) found.push({ words: span, means });
    }
  return found;
}

function lookUp(span: readonly string[], own: Meanings): readonly Meaning[] {
  const last = span.at(-1) ?? "";
  const before = span.slice(0, -1);
  const forms = [last, withoutUmlautLetters(last) ?? last].flatMap(singulars);
  const said = (of: Meanings): readonly Meaning[] => {
    const known = forms.find((form) => of.has([...before, form].join(" ")));
    return known === undefined ? [] : (of.get([...before, known].join(" ")) ?? []);
  };
  return own.size === 0 ? said(meanings) : [...said(own), ...said(meanings)];
}
