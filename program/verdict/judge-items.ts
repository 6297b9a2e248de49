import type { FailedItem, FailureClass } from "@stoa/contract";
import { ownFault } from "./cause.ts";
import { classifyLine } from "./classify-line.ts";

/**
 * Items that could not be done, each for a reason the program gave: it worked as it should, and only the customer can look at what was refused,
 * unless the reason itself speaks of another. Without a reason nobody but the publisher can tell.
 */
export function judgeItems(failed: number, items: readonly FailedItem[]): { failureClass: FailureClass; sentence: string } {
  const reasons = items.map(({ reason }) => reason.trim()).filter((reason) => reason !== "");
  return { failureClass: classOf(reasons), sentence: sentenceOf(failed, items, new Set(reasons)) };
}

function classOf([first]: readonly string[]): FailureClass {
  if (first === undefined || ownFault.test(first)) return "integration";
  const told = classifyLine(first)?.failureClass;
  return told === "upstream" || told === "credentials" ? told : "configuration";
}

function sentenceOf(failed: number, [first]: readonly FailedItem[], reasons: ReadonlySet<string>): string {
  const count = `${failed} ${failed === 1 ? "item" : "items"} failed`;
  const [reason = ""] = reasons;
  const why = reason === "" ? "" : `: ${reason.slice(0, 160)}`;
  if (first === undefined) return `${count}.`;
  const told =
    failed > 1 && reasons.size === 1 ? `${count}, for one reason${why}` : `${count}; the first is ${first.item.slice(0, 80)}${why}`;
  return `${told}.`.replace(/\.\.$/, ".");
}
