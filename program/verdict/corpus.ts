import { readdirSync, readFileSync } from "node:fs";
import type { Stream, Verdict } from "@stoa/contract";
import { readManifest } from "../manifest/read-manifest.ts";
import { emptySummary } from "../messages/fold-messages.ts";
import { createJudge } from "./judge.ts";

const folder = new URL("corpus/", import.meta.url);

/** A recorded run: its exit code and its lines as they came. */
export interface RecordedLog {
  name: string;
  exitCode: number;
  lines: { stream: Stream; text: string }[];
}

/** Reads recorded logs; a line begins with `1 ` (stdout) or `2 ` (stderr), the head says how the command ended. */
export function readRecordedLogs(part: "healthy" | "failing"): RecordedLog[] {
  const files = readdirSync(new URL(`${part}/`, folder)).filter((name) => name.endsWith(".log"));
  return files.toSorted().map((name) => readRecordedLog(name, readFileSync(new URL(`${part}/${name}`, folder), "utf8")));
}

function readRecordedLog(name: string, text: string): RecordedLog {
  const [head = "", ...rest] = text.split("\n");
  const exitCode = Number(/^# exit (-?[0-9]+)$/.exec(head)?.[1] ?? Number.NaN);
  const lines = rest
    .filter((line) => /^[12] /.test(line))
    .map((line) => ({ stream: line.startsWith("1") ? ("stdout" as const) : ("stderr" as const), text: line.slice(2) }));
  return { name, exitCode, lines };
}

const plain = readManifest("version: 1\ncontract: stoa\nname: recorded\nbase: bash\nrun: ./recorded\n", { file: "stoa.yaml" }).manifest;

/** Judges a recorded run with the default rules and nothing else. */
export function judgeRecorded(log: RecordedLog): Verdict {
  if (!plain) throw new Error("The manifest of recorded logs must be valid.");
  const judge = createJudge(plain);
  const numbers = { stdout: 0, stderr: 0 };
  for (const { stream, text } of log.lines) judge.line(stream, text, ++numbers[stream]);
  return judge.end({ exitCode: log.exitCode, signal: null, hit: null, messages: emptySummary() });
}
