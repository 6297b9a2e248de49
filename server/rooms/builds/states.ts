import type { BuildState } from "@stoa/contract";

export type BuildEvent = "claim" | "succeed" | "fail" | "cancel" | "lose";

/** Every legal move of a build; drawn in README.md. The statements of store/builds.ts hold to it. */
export const buildTransitions: readonly { from: BuildState; event: BuildEvent; to: BuildState }[] = [
  { from: "queued", event: "claim", to: "running" },
  { from: "queued", event: "cancel", to: "cancelled" },
  { from: "running", event: "succeed", to: "succeeded" },
  { from: "running", event: "fail", to: "failed" },
  { from: "running", event: "cancel", to: "cancelled" },
  { from: "running", event: "lose", to: "queued" },
  { from: "running", event: "lose", to: "failed" },
];
