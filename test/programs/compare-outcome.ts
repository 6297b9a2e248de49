import assert from "node:assert/strict";
import type { Counts, FailedItem, Verdict } from "@stoa/contract";
import type { Expected } from "./program-case.ts";

export type Outcome = {
  verdict: Pick<Verdict, "outcome" | "failureClass" | "rule" | "sentence">;
  counts: Counts;
  failedItems: FailedItem[];
};

/** Holds what a run ended as against what it must. @throws AssertionError that names the verdict's rule and sentence */
export function compareOutcome(expected: Expected, outcome: Outcome): void {
  const { verdict, counts, failedItems } = outcome;
  const said = `${verdict.rule}: ${verdict.sentence}`;
  assert.equal(verdict.outcome, expected.outcome, said);
  if (expected.failureClass) assert.equal(verdict.failureClass, expected.failureClass, said);
  for (const [name, number] of Object.entries(expected.counts ?? {}))
    assert.equal(counts[name as keyof Counts], number, `count of ${name}`);
  if (expected.failedItems === undefined) return;
  assert.equal(failedItems.length, expected.failedItems.length, JSON.stringify(failedItems));
  for (const [index, pattern] of expected.failedItems.entries()) assert.match(failedItems[index]?.item ?? "", pattern);
}
