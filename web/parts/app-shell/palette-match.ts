/** Something ctrl-K can find: an object to open or an act to do. */
export interface PaletteItem {
  key: string;
  title: string;
  /** Its kind or place, said beside it: "Listing", "Go to". */
  kind: string;
  /** More words it answers to. */
  words?: string;
  href?: string;
  act?: () => void;
}

/**
 * How well words match a text, higher is better; 0 when a word is missing.
 * Starts of words count more than their middles, so `inv sy` finds Invoice sync before Savings invoices.
 */
export function scoreOf(query: string, text: string): number {
  const found = text.toLowerCase();
  let score = 1;
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const at = found.indexOf(word);
    if (at < 0) return 0;
    const starts = new RegExp(`(^|[^a-z0-9])${escape(word)}`).test(found);
    score += starts ? 3 : 1;
    if (at === 0) score += 2;
  }
  return score + 1 / (1 + text.length);
}

function escape(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** The best matches first, at most `limit`. */
export function matchItems(query: string, items: readonly PaletteItem[], limit = 12): PaletteItem[] {
  return items
    .map((item) => ({ item, score: scoreOf(query, `${item.title} ${item.words ?? ""} ${item.kind}`) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ item }) => item);
}
