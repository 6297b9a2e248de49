/** How an installation fares. */
export type HealthState = "new" | "fine" | "failing" | "silent";

export type { NoticeKind, SilentCause } from "@stoa/contract";

/** How many successes are remembered, and how many a usual interval takes. */
export const successesKept = 10;
export const successesNeeded = 4;

/** Every legal move of an episode; drawn in README.md. */
export const transitions: readonly { from: HealthState; event: "succeeded" | "failed" | "fell silent"; to: HealthState }[] = [
  { from: "new", event: "succeeded", to: "fine" },
  { from: "new", event: "failed", to: "failing" },
  { from: "new", event: "fell silent", to: "silent" },
  { from: "fine", event: "succeeded", to: "fine" },
  { from: "fine", event: "failed", to: "failing" },
  { from: "fine", event: "fell silent", to: "silent" },
  { from: "failing", event: "succeeded", to: "fine" },
  { from: "failing", event: "failed", to: "failing" },
  { from: "failing", event: "fell silent", to: "silent" },
  { from: "silent", event: "succeeded", to: "fine" },
  { from: "silent", event: "failed", to: "silent" },
];
