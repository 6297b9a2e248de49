/** A field's title, or its name made readable: `api_key` gives "Api key". */
export function labelOf(name: string, title: string | undefined): string {
  if (title) return title;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
