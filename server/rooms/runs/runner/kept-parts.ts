import type { Json, JsonObject } from "@stoa/contract";
import type { Settled } from "@stoa/program";
import type { SealedLog } from "../../../base/logs/index.ts";
import type { Completion } from "../queue/complete-runs.ts";
import type { ClaimedRun } from "../states.ts";
import type { StateValue } from "../store/states.ts";

/** A value as a state keeps it. */
export function jsonValue(value: Json | JsonObject): StateValue {
  const text = JSON.stringify(value);
  return { form: "json", value: text, blobKey: null, bytes: Buffer.byteLength(text) };
}

/** What an attempt gave back, by what it was asked. */
export function resultOf(settled: Settled, mode: ClaimedRun["mode"]): string | null {
  const value = mode === "options" ? (settled.options ?? settled.result) : settled.result;
  return value === undefined ? null : JSON.stringify(value);
}

/** What is told of a log that is whole. */
export function logOf(sealed: SealedLog): Completion["log"] {
  return { lines: sealed.lines, bytes: sealed.bytes, chunks: sealed.chunks, written: sealed.written };
}
