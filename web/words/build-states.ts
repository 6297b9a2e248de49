import type { Build, ListingState } from "@stoa/contract";
import type { Meaning } from "../theme/meanings.ts";

type Said = { meaning: Meaning; word: string };

export const buildStates = {
  queued: { meaning: "waiting", word: "Queued" },
  running: { meaning: "running", word: "Building" },
  succeeded: { meaning: "fine", word: "Built" },
  failed: { meaning: "failed", word: "Failed" },
  cancelled: { meaning: "waiting", word: "Cancelled" },
} as const satisfies Record<Build["state"], Said>;

export const buildSteps = {
  checkout: "Read the commit",
  manifest: "Check stoa.yaml",
  runtime: "Prepare the runtime",
  build: "Run the build",
  package: "Pack the release",
} as const satisfies Record<NonNullable<Build["step"]>, string>;

/** The step a build is at. */
export const buildStepsNow = {
  checkout: "Reading the commit",
  manifest: "Checking stoa.yaml",
  runtime: "Preparing the runtime",
  build: "Running the build line",
  package: "Packing the release",
} as const satisfies typeof buildSteps extends Record<infer Step, string> ? Record<Step, string> : never;

export const listingStates = {
  draft: { meaning: "waiting", word: "Draft" },
  submitted: { meaning: "needs", word: "Waits for review" },
  published: { meaning: "fine", word: "In the marketplace" },
  rejected: { meaning: "needs", word: "Sent back" },
  withdrawn: { meaning: "waiting", word: "Withdrawn" },
} as const satisfies Record<ListingState, Said>;
