type Known = readonly { word: string }[];

/** Words of three letters are too near to each other; longer ones may have one slip, long ones two. */
function mostSlips(word: string): number {
  if (word.length < 4) return 0;
  return word.length < 7 ? 1 : 2;
}

/**
 * The words as the shop spells them: one that begins no word of the shop becomes two that it has, written as one, or else the nearest that is
 * there; of two as near one that begins alike, then the more frequent.
 * @param known the shop's words, the most frequent first
 * @param strange those to spell; others stay
 * @returns null when every word stays as it is
 */
export function spellWords(words: readonly string[], known: Known, strange: ReadonlySet<string> = new Set(words)): string | null {
  const there = new Set(known.map((one) => one.word));
  // A word typed a hundred times is looked for once.
  const right = new Map([...strange].map((word) => [word, spell(word, known, there)]));
  const spelled = words.map((word) => right.get(word) ?? word);
  return spelled.join(" ") === words.join(" ") ? null : spelled.join(" ");
}

function spell(word: string, known: Known, there: ReadonlySet<string>): string {
  if (known.some((one) => one.word.startsWith(word))) return word;
  return split(word, known, there) ?? nearest(word, known) ?? word;
}

/** What stands between the parts of a German word. */
const links = ["", "s", "n", "en", "es"];

function split(word: string, known: Known, there: ReadonlySet<string>): string | undefined {
  if (word.length < 7) return undefined;
  for (const { word: first } of known) {
    if (first.length < 4 || !word.startsWith(first)) continue;
    const rest = word.slice(first.length);
    const second = links.filter((link) => rest.startsWith(link)).map((link) => rest.slice(link.length));
    const found = second.find((one) => one.length > 3 && there.has(one));
    if (found !== undefined) return `${first} ${found}`;
  }
  return undefined;
}

function nearest(word: string, known: Known): string | undefined {
  const most = mostSlips(word);
  let best: { word: string; far: number } | undefined;
  for (const one of known) {
    if (Math.abs(one.word.length - word.length) > most) continue;
    const slips = countSlips(word, one.word);
    const far = slips + (one.word[0] === word[0] ? 0 : 0.5);
    if (slips <= most && far < (best?.far ?? Number.POSITIVE_INFINITY)) best = { word: one.word, far };
  }
  return best?.word;
}

/** Letters left out, put in, mistaken, or two neighbours exchanged, at least. */
function countSlips(from: string, to: string): number {
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = (last[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped =
        from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1] ? (before[j - 2] ?? Number.POSITIVE_INFINITY) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(changed, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, swapped));
    }
    before = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
