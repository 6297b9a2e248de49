import { createHash } from "node:crypto";
import type { PromotionItem } from "@stoa/contract";
import type { Part } from "./read-parts.ts";

export interface Compared {
  item: PromotionItem;
  test: Part | undefined;
  live: Part | undefined;
}

/** Taken away from live by promoting; a provider stays: connections stand on it, and live's own look or API is nobody's leftover. */
const removable = new Set(["listing", "limit"]);

/** What differs between the sides, part by part. */
export function compareParts(test: ReadonlyMap<string, Part>, live: ReadonlyMap<string, Part>): Compared[] {
  const keys = [...new Set([...test.keys(), ...live.keys()])];
  return keys.flatMap((key) => compare(key, test.get(key), live.get(key)) ?? []);
}

function compare(key: string, test: Part | undefined, live: Part | undefined): Compared | undefined {
  const part = test ?? live;
  if (!part || isLeft(part, test, live)) return undefined;
  const fields = differing(test?.fields ?? {}, live?.fields ?? {});
  if (fields.length === 0 && isNoNews(test, live)) return undefined;
  const change = changeOf(test, live);
  const digest = createHash("sha256")
    .update(JSON.stringify([key, change, identityOf(test), identityOf(live), fields]))
    .digest("base64url");
  const needsBase = part.kind === "actions" && !live;
  return { item: { key, kind: part.kind, name: part.name, change, fields, digest, blocked: null, needsBase, mustAgree: 0 }, test, live };
}

/** On both sides; or words of a search that were all taken out before they ever went live. */
const isNoNews = (test: Part | undefined, live: Part | undefined): boolean =>
  test !== undefined && (live !== undefined || test.kind === "synonyms");

function changeOf(test: Part | undefined, live: Part | undefined): PromotionItem["change"] {
  if (!live) return "added";
  return test ? "changed" : "removed";
}

/** What stays as it is, and how calls are made, which the first actions bring with them. */
function isLeft(part: Part, test: Part | undefined, live: Part | undefined): boolean {
  return (!test && !removable.has(part.kind)) || (part.kind === "calls" && !live);
}

function differing(test: Part["fields"], live: Part["fields"]): PromotionItem["fields"] {
  const names = [...new Set([...Object.keys(live), ...Object.keys(test)])];
  return names.map((name) => ({ name, live: live[name] ?? null, test: test[name] ?? null })).filter((field) => field.live !== field.test);
}

/** What stands behind the fields: the release itself, not only its number. */
function identityOf(part: Part | undefined): string | null {
  if (!part) return null;
  return part.kind === "listing" ? (part.listing.shownReleaseId ?? "") : part.kind;
}
