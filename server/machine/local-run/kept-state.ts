import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "@stoa/contract";

/** The state the last local run left; null before the first. */
export async function readKept(work: string): Promise<JsonObject | null> {
  const text = await readFile(join(work, "state.json"), "utf8").catch(() => undefined);
  return text === undefined ? null : (JSON.parse(text) as JsonObject);
}

export async function writeKept(work: string, state: JsonObject): Promise<void> {
  await writeFile(join(work, "state.json.new"), `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(join(work, "state.json.new"), join(work, "state.json"));
}
