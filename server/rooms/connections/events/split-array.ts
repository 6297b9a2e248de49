/**
 * The elements of a JSON array as they stand in its text, so that nothing of them changes on the way (a number of twenty digits stays one).
 * The text must be an array that `JSON.parse` takes.
 */
export function splitArray(text: string): string[] {
  const parts: string[] = [];
  const inner = text.slice(text.indexOf("[") + 1, text.lastIndexOf("]"));
  let depth = 0;
  let from = 0;
  for (let at = 0; at < inner.length; at++) {
    const letter = inner[at];
    if (letter === '"') at = endOfText(inner, at);
    else if (letter === "[" || letter === "{") depth += 1;
    else if (letter === "]" || letter === "}") depth -= 1;
    else if (letter === "," && depth === 0) {
      parts.push(inner.slice(from, at).trim());
      from = at + 1;
    }
  }
  const last = inner.slice(from).trim();
  return last === "" ? parts : [...parts, last];
}

/** Where the text that begins at `from` ends. */
function endOfText(inner: string, from: number): number {
  let at = from + 1;
  while (at < inner.length && inner[at] !== '"') at += inner[at] === "\\" ? 2 : 1;
  return at;
}
