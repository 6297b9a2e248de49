import { readInput } from "./read-input.ts";

/** The form a command is given: `--config` as JSON, `--set field=value` over it; a value that is JSON is taken as such. Undefined when neither is. */
export async function readFields(options: { config?: string; set?: string[] }): Promise<Record<string, unknown> | undefined> {
  if (options.config === undefined && options.set === undefined) return undefined;
  const text = options.config === undefined ? "{}" : await readInput(options.config);
  const fields = (options.set ?? []).map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), parseValue(pair.slice(at + 1))];
  });
  return { ...(JSON.parse(text) as Record<string, unknown>), ...Object.fromEntries(fields) };
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
