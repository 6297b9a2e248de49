import type { DomainView } from "@stoa/contract";

export type DomainState = DomainView["state"];

/** Every legal step of a name, by what a look at DNS or at the name found; drawn in README.md. From any of them it may be removed. */
export const transitions: readonly (readonly [from: DomainState | "new", to: DomainState, why: string])[] = [
  ["new", "waiting", "added"],
  ["waiting", "proven", "its record is in DNS"],
  ["proven", "live", "a request to it came here"],
  ["proven", "failing", "its record is gone"],
  ["live", "failing", "its record is gone"],
  ["live", "proven", "no request to it came here for three days"],
  ["failing", "live", "the record is back, links led to it"],
  ["failing", "proven", "the record is back, links did not lead to it"],
  ["failing", "waiting", "another side proves the name"],
];

/** How it stands with a name, by its dates alone. */
export function stateOf({ provenAt, leadsAt, failingAt }: Record<"provenAt" | "leadsAt" | "failingAt", number | null>): DomainState {
  if (provenAt === null) return "waiting";
  if (failingAt !== null) return "failing";
  return leadsAt === null ? "proven" : "live";
}
