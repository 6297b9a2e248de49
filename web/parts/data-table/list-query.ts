/** What a list shows: words searched for and the values chosen per filter. It lives in the address. */
export interface ListQuery {
  q: string;
  filters: Readonly<Record<string, readonly string[]>>;
}

export interface FilterSpec {
  /** Its name in the address and in what people type: `verdict:failed`. */
  key: string;
  title: string;
  options: readonly { value: string; label: string }[];
  /** True where only one value can be asked for at a time. */
  single?: boolean;
}

export const noQuery: ListQuery = { q: "", filters: {} };

/** Reads `acme verdict:failed` into words and filters; an unknown name or value stays a word. */
export function readTyped(text: string, specs: readonly FilterSpec[]): ListQuery {
  const words: string[] = [];
  const filters: Record<string, string[]> = {};
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const found = readToken(word, specs);
    if (!found) words.push(word);
    else filters[found.key] = [...(filters[found.key] ?? []), found.value];
  }
  return { q: words.join(" "), filters };
}

function readToken(word: string, specs: readonly FilterSpec[]): { key: string; value: string } | undefined {
  const [name = "", value = ""] = word.split(":", 2);
  const lower = (text: string) => text.toLowerCase().replaceAll(" ", "-");
  const spec = specs.find((one) => lower(one.key) === lower(name) || lower(one.title) === lower(name));
  const option = spec?.options.find((one) => lower(one.value) === lower(value) || lower(one.label) === lower(value));
  return spec && option ? { key: spec.key, value: option.value } : undefined;
}

/** The query with one filter value chosen or let go; `single` lets go of the others. */
export function toggleFilter(query: ListQuery, key: string, value: string, single = false): ListQuery {
  const chosen = query.filters[key] ?? [];
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...(single ? [] : chosen), value];
  const { [key]: _, ...rest } = query.filters;
  return { ...query, filters: next.length > 0 ? { ...rest, [key]: next } : rest };
}

/** Adds the filters of `typed` and takes its words. */
export function mergeQuery(query: ListQuery, typed: ListQuery, specs: readonly FilterSpec[]): ListQuery {
  let merged: ListQuery = { ...query, q: typed.q };
  for (const [key, values] of Object.entries(typed.filters)) {
    for (const value of values) {
      if (!merged.filters[key]?.includes(value)) merged = toggleFilter(merged, key, value, specs.find((spec) => spec.key === key)?.single);
    }
  }
  return merged;
}

export function isFiltered(query: ListQuery): boolean {
  return query.q !== "" || Object.keys(query.filters).length > 0;
}

/** The query as address parameters: `{ q: "acme", verdict: "failed,refused" }`; what is empty is undefined. */
export function toAddress(query: ListQuery, specs: readonly FilterSpec[]): Record<string, string | undefined> {
  const address: Record<string, string | undefined> = { q: query.q || undefined };
  for (const spec of specs) address[spec.key] = query.filters[spec.key]?.join(",") || undefined;
  return address;
}

export function fromAddress(address: Readonly<Record<string, unknown>>, specs: readonly FilterSpec[]): ListQuery {
  const filters: Record<string, string[]> = {};
  for (const spec of specs) {
    const known = new Set(spec.options.map((option) => option.value));
    const values = textOf(address[spec.key])
      .split(",")
      .filter((value) => known.has(value));
    if (values.length > 0) filters[spec.key] = values;
  }
  return { q: textOf(address["q"]), filters };
}

// The router reads `?q=12` as a number and a parameter given twice as a list.
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(",");
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
