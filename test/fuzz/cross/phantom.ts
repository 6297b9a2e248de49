const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const publicId = /^[a-z]+_[0-9a-z]{26}$/;

/** Like the value, and of nothing that ever was: an id of the same kind and moment, or another word in a name. */
export function phantomOf(value: string): string {
  if (!publicId.test(value)) return value.replaceAll("zq", "zx").replaceAll("ZQ", "ZX");
  const last = Array.from(value.slice(-6), (letter) => alphabet.charAt((alphabet.indexOf(letter) + 13) % 32));
  return value.slice(0, -6) + last.join("");
}

/** What two answers to the same question must have in common: ids, moments and secrets are each answer's own. */
export function comparable(body: string, values: readonly string[]): string {
  let text = body;
  for (const value of values) for (const form of formsOf(value)) text = text.replaceAll(form, "§");
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uuid>")
    .replaceAll(/\b[a-z]+_[0-9a-hj-km-np-tv-z]{26}\b/g, "<id>")
    .replaceAll(/\bstoa_[a-z]+_[\w-]{20,}/g, "<secret>")
    .replaceAll(/"(?:token|secret|signingSecret|code|hint|address)":"[^"]{12,}"/g, "<secret>")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "<moment>");
}

/** The answer without what was sent. */
export function withoutSent(body: string, values: readonly string[]): string {
  let text = body;
  for (const value of values) for (const form of formsOf(value)) text = text.replaceAll(form, "§");
  return text;
}

const formsOf = (value: string): string[] => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
