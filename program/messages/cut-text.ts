/** The first characters of a text, of no pair the half; what is half anyway, as JSON may spell it, is replaced: the database keeps no halves. */
export function cutText(text: string, most: number): string {
  const isInPair = text.length > most && /[\ud800-\udbff]/.test(text.charAt(most - 1));
  return text.slice(0, isInPair ? most - 1 : most).toWellFormed();
}
