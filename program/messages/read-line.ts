import { countNames, protocolLimits, type CountName, type Json, type JsonObject, type ProgramMessage } from "@stoa/contract";
import { cutText } from "./cut-text.ts";

type Reading = ProgramMessage | { fault: string };
const fault = (reason: string) => ({ fault: reason });
const isObject = (value: Json): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads one protocol line without its newline. `whole` is false for a last line that never got one. */
export function readLine(line: string, whole: boolean): Reading {
  const [, word = "", rest = ""] = /^\s*(\S+)\s*([\s\S]*?)\s*$/.exec(line) ?? [];
  const read = Object.hasOwn(readers, word) ? readers[word] : undefined;
  if (!read) return fault(`\`${word.slice(0, 40)}\` is not a message; known: ${Object.keys(readers).join(", ")}`);
  if (!whole && ["count", "progress", "say"].includes(word)) return fault("the line was cut off");
  return read(rest);
}

const readers: Record<string, (rest: string) => Reading> = {
  state: (rest) => objectOf("state", rest),
  options: (rest) => objectOf("options", rest),
  result: (rest) => jsonOf("result", rest),
  would: (rest) => jsonOf("would", rest),
  failed: readFailed,
  count: readCount,
  progress: readProgress,
  say: readSay,
};

function objectOf(kind: "state" | "options", rest: string): Reading {
  const json = parseJson(rest);
  if ("fault" in json) return json;
  if (!isObject(json.value)) return fault(`${kind} needs a JSON object`);
  if (Object.keys(json.value).length === 0) return fault(`${kind} {} is empty and replaces nothing`);
  return { kind, value: json.value };
}

function jsonOf(kind: "result" | "would", rest: string): Reading {
  const json = parseJson(rest);
  return "fault" in json ? json : { kind, value: json.value };
}

function readFailed(rest: string): Reading {
  const json = parseJson(rest);
  if ("fault" in json) return json;
  if (!isObject(json.value)) return fault('failed needs {"item": "...", "reason": "..."}');
  const { item, reason } = json.value;
  if (item === undefined) return fault("failed needs an item");
  return { kind: "failed", item: cutText(plain(item), 500), reason: cutText(plain(reason ?? ""), 1000) };
}

const plain = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

function readCount(rest: string): Reading {
  const [, what, number] = /^(\S+)\s+(\S+)$/.exec(rest) ?? [];
  if (!countNames.includes(what as CountName)) return fault(`count needs one of ${countNames.join(", ")} and a number`);
  const by = /^[0-9]{1,15}$/.test(number ?? "") ? Number(number) : undefined;
  return by === undefined ? fault("count needs a whole number that is not negative") : { kind: "count", what: what as CountName, by };
}

function readProgress(rest: string): Reading {
  const [, done, total, text = ""] = /^([0-9.]+)(?:\s+([0-9.]+|-)(?:\s+([\s\S]*))?)?$/.exec(rest) ?? [];
  const reached = finite(done);
  const goal = total === undefined || total === "-" ? null : finite(total);
  if (reached === undefined || goal === undefined) return fault("progress needs a number, then a number or `-`, then text");
  return { kind: "progress", done: reached, total: goal, text: cutText(text.replaceAll("\u0000", ""), 200) };
}

/** One line of plain text: nothing that moves a cursor or turns the direction of what stands beside it. */
function readSay(rest: string): Reading {
  const letters = Array.from(rest.replaceAll(/[\p{Cc}\s\u202a-\u202e\u2066-\u2069]+/gu, " ").trim());
  return letters.length === 0 ? fault("say needs a sentence") : { kind: "say", text: letters.slice(0, protocolLimits.say).join("") };
}

function finite(text: string | undefined): number | undefined {
  const value = text === undefined || !/^[0-9]{1,15}(?:\.[0-9]{1,9})?$/.test(text) ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** JSON from a stranger: no deeper than 64 levels, no NUL (which the database cannot keep). */
export function parseJson(text: string): { value: Json } | { fault: string } {
  if (text === "") return fault("the JSON is missing");
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return fault("the JSON is not valid");
  }
  return jsonFault(value, 0) ?? { value };
}

function jsonFault(value: Json, depth: number): { fault: string } | undefined {
  if (typeof value === "string") return value.includes("\u0000") ? fault("the JSON holds a NUL character") : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  if (depth >= protocolLimits.depth) return fault(`the JSON is nested more than ${protocolLimits.depth} levels deep`);
  for (const [key, child] of Object.entries(value)) {
    const found = key.includes("\u0000") ? fault("the JSON holds a NUL character") : jsonFault(child, depth + 1);
    if (found) return found;
  }
  return undefined;
}
