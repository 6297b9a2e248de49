import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Skipped } from "./accept-skips.ts";

// A test file counts as one test: this is the limit for a whole file, so that one that hangs is named. On a bare machine
// the first tests make root file systems, which takes minutes.
const fileLimitMs = 600_000;

export interface TestRun {
  code: number;
  /** The runner's last lines: `# tests 12` and so on. */
  closing: string[];
  /** Test files in which something failed, relative to the root. */
  failed: string[];
  skipped: Skipped[];
  /** Seconds each test file took, the start of its process included, the longest first. */
  times: { file: string; seconds: number }[];
}

/**
 * Runs test files under Node's runner, so many together, each in a process of its own.
 */
export async function runTests(
  root: string,
  files: readonly string[],
  output: "inherit" | "ignore" = "inherit",
  together = 4,
): Promise<TestRun> {
  const record = join(root, "test-artifacts", "tests.tap");
  mkdirSync(join(root, "test-artifacts"), { recursive: true });
  const options = ["--together", String(together), "--limit", String(fileLimitMs), "--record", record];
  const args = [join(import.meta.dirname, "run-files.ts"), ...options, ...inOrder(files)];
  // Inside a test of its own Node's runner would report to the outer one and print nothing.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", output, output] });
  const [code] = (await once(child, "exit")) as [number | null];
  const tap = readFileSync(record, "utf8");
  const read = { closing: closingLines(tap), failed: failedFiles(tap), skipped: skippedTests(tap) };
  return { code: code ?? 1, ...read, times: fileTimes(tap) };
}

/** Browsers and whole deployments first: one that is begun last keeps everybody waiting while a processor idles. */
const begun = [/^web\/test\//, /^test\//, /^server\/machine\//, /^server\/rooms\/(?:sandbox|builds|runs)\//];

function inOrder(files: readonly string[]): string[] {
  const rank = (file: string): number => begun.findIndex((pattern) => pattern.test(file)) >>> 0;
  return files.toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** The last `# name number` lines of a TAP record. */
export function closingLines(tap: string): string[] {
  const lines = tap.trimEnd().split("\n");
  return lines.slice(lines.findLastIndex((line) => !/^# \w+ [\d.]+$/.test(line)) + 1);
}

/** The closing lines of all tests when those that failed have run again: what passed then counts as passed. */
export function closingAfter(first: readonly string[], again: readonly string[]): string[] {
  const count = (lines: readonly string[], name: string): number =>
    Number(lines.find((line) => line.startsWith(`# ${name} `))?.split(" ")[2] ?? 0);
  const mended = count(first, "fail") - count(again, "fail");
  const changed: Record<string, number> = { pass: count(first, "pass") + mended, fail: count(again, "fail") };
  return first.map((line) => line.replace(/^# (pass|fail) .*/, (_, name: string) => `# ${name} ${changed[name]}`));
}

/** Lines that record.ts adds: a test may stand in another file than the one that was run. */
function failedFiles(tap: string): string[] {
  return [...tap.matchAll(/^# file failed \S+ (.*)$/gm)].map(([, file = ""]) => file);
}

/** Tests of a TAP record that did not run. */
export function skippedTests(tap: string): Skipped[] {
  return [...tap.matchAll(/^ *ok \d+ - (.*) # (?:SKIP|TODO) ?(.*)$/gm)].map(([, name = "", reason = ""]) => ({ name, reason }));
}

/** The same lines. */
function fileTimes(tap: string): TestRun["times"] {
  const lines = [...tap.matchAll(/^# file \w+ (\S+) (.*)$/gm)].map(([, seconds, file = ""]) => ({ file, seconds: Number(seconds) }));
  return lines.toSorted((a, b) => b.seconds - a.seconds);
}
