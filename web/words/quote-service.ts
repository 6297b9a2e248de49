const keys = ["message", "error_description", "error_message", "detail", "error", "description", "title"];

/** What a service said to a person, out of the answer a log line holds: the sentence of its JSON, nothing where there is none. */
export function quoteService(line: string): string | undefined {
  for (const key of keys) {
    const found = new RegExp(String.raw`"${key}"\s*:\s*("(?:[^"\\]|\\.){8,300}")`).exec(line)?.[1];
    const said = found === undefined ? undefined : readText(found);
    if (said?.includes(" ")) return said;
  }
  return undefined;
}

function readText(json: string): string | undefined {
  try {
    const text: unknown = JSON.parse(json);
    return typeof text === "string" ? text.trim() : undefined;
  } catch {
    return undefined;
  }
}
