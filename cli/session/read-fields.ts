import { CommandError } from "../command-error.ts";
import { readInput } from "./read-input.ts";

/**
 * The form a command is given: `--config` as JSON, `--set field=value` over it; a value that is JSON is taken as such. Undefined when
 * neither is. @throws CommandError when it cannot be read as such
 */
export async function readFields(options: { config?: string; set?: string[] }): Promise<Record<string, unknown> | undefined> {
  if (options.config === undefined && options.set === undefined) return undefined;
  const form = options.config === undefined ? {} : parseForm(options.config, await readInput(options.config));
  return { ...form, ...Object.fromEntries((options.set ?? []).map(parsePair)) };
}

function parseForm(file: string, text: string): Record<string, unknown> {
  const form = parseValue(text);
  if (typeof form === "object" && form !== null && !Array.isArray(form)) return form as Record<string, unknown>;
  throw new CommandError(`${file} holds no JSON object.`, `Write it like {"server": "https://files.example.com"}`);
}

function parsePair(pair: string): [string, unknown] {
  const at = pair.indexOf("=");
  if (at > 0) return [pair.slice(0, at), parseValue(pair.slice(at + 1))];
  throw new CommandError(`--set "${pair}" names no field.`, "Write it as --set field=value");
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
