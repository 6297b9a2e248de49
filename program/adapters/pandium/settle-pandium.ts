import { schemaValidator } from "../../manifest/schema-validator.ts";
import { protocolLimits, type Json, type JsonObject } from "@stoa/contract";
import { parseJson } from "../../messages/read-line.ts";
import type { Collected, Settled } from "../adapter.ts";

const isObject = (value: Json): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Pandium programs say everything with the last thing on stdout: the next state, or after an init run the option lists.
 * Only a run that exited with 0 says anything; empty, partial or invalid output changes nothing.
 */
export function settlePandium(collected: Collected): Settled {
  if (collected.exitCode !== 0)
    return { notes: collected.stdout.trim() === "" ? [] : ["Stdout was not kept: the program did not exit with 0."] };
  const read = lastJson(collected.stdout);
  if (read === undefined) return { notes: [] };
  if ("fault" in read) return { notes: [`Stdout was not kept: ${read.fault}.`] };
  if (!isObject(read.value)) return { notes: ["Stdout was not kept: its last JSON is not an object."] };
  if (Object.keys(read.value).length === 0) return { notes: ["Stdout was not kept: `{}` is empty and replaces nothing."] };
  if (collected.mode === "options") return settleOptions(read.value);
  return collected.mode === "run" ? settleState(read.value, collected) : { notes: [] };
}

/** The whole of stdout when it is one JSON text; else its last line that is not empty; else from the last line that opens an object. */
export function lastJson(stdout: string): { value: Json } | { fault: string } | undefined {
  const text = stdout.trim();
  if (text === "") return undefined;
  if (Buffer.byteLength(text) > protocolLimits.state * 2) return { fault: `it is larger than ${(protocolLimits.state * 2) / 1024} KB` };
  const opening = Math.max(text.lastIndexOf("\n{"), text.lastIndexOf("\n["));
  const candidates = [text, text.slice(text.lastIndexOf("\n") + 1), opening >= 0 ? text.slice(opening + 1) : ""];
  for (const candidate of candidates) {
    const read = parseJson(candidate.trim());
    if ("value" in read) return read;
  }
  return { fault: "its last line is not JSON" };
}

function settleOptions(value: JsonObject): Settled {
  const usable = Object.entries(value).filter(([, list]) => isList(list));
  const notes = Object.keys(value)
    .filter((name) => !isList(value[name] ?? null))
    .map((name) => `\`${name}\` is not a list of options.`);
  return usable.length > 0 ? { options: Object.fromEntries(usable), notes } : { notes };
}

const isList = (list: Json) => Array.isArray(list) || (isObject(list) && Object.values(list).every((child) => Array.isArray(child)));

function settleState(value: JsonObject, { manifest, state }: Collected): Settled {
  if (Buffer.byteLength(JSON.stringify(value)) > protocolLimits.state)
    return { notes: [`State was not kept: it is larger than ${protocolLimits.state / 1024} KB.`] };
  const merged = manifest.stateMerge ? { ...state, ...value } : value;
  const fault = manifest.stateSchema && schemaFault(manifest.stateSchema, merged);
  if (fault) {
    const sentence = `The integration's state does not keep to its own metadata_schema (${fault}); its publisher has to mend it.`;
    return { fault: sentence, notes: [`State was not kept: ${fault}.`] };
  }
  return { state: merged, notes: [] };
}

function schemaFault(schema: Record<string, unknown>, value: JsonObject): string | undefined {
  const ajv = schemaValidator({ allErrors: false });
  try {
    return ajv.validate(schema, value) ? undefined : ajv.errorsText(ajv.errors, { dataVar: "state" });
  } catch {
    return "metadata_schema is not valid JSON Schema";
  }
}
