import type { ListingState, SubmissionState } from "@stoa/contract";

export type ListingEvent = "submit" | "approve" | "reject" | "take_back" | "withdraw";

/** Every legal move of a listing; drawn in README.md. A published one stays on show while a new text of it waits. */
const listingTransitions: readonly { from: ListingState; event: ListingEvent; to: ListingState }[] = [
  { from: "draft", event: "submit", to: "submitted" },
  { from: "rejected", event: "submit", to: "submitted" },
  { from: "withdrawn", event: "submit", to: "submitted" },
  { from: "submitted", event: "approve", to: "published" },
  { from: "submitted", event: "reject", to: "rejected" },
  { from: "submitted", event: "take_back", to: "draft" },
  { from: "published", event: "submit", to: "published" },
  { from: "published", event: "approve", to: "published" },
  { from: "published", event: "reject", to: "published" },
  { from: "published", event: "take_back", to: "published" },
  { from: "draft", event: "withdraw", to: "withdrawn" },
  { from: "submitted", event: "withdraw", to: "withdrawn" },
  { from: "rejected", event: "withdraw", to: "withdrawn" },
  { from: "published", event: "withdraw", to: "withdrawn" },
];

/** Where an event leads from a state; undefined when it may not happen there. */
export function nextListingState(from: ListingState, event: ListingEvent): ListingState | undefined {
  return listingTransitions.find((move) => move.from === from && move.event === event)?.to;
}

/** What becomes of the waiting submission; `failed` is where one begins and ends whose checks were not all green. */
const submissionTransitions: readonly { from: SubmissionState; event: ListingEvent; to: SubmissionState }[] = [
  { from: "waiting", event: "approve", to: "approved" },
  { from: "waiting", event: "reject", to: "rejected" },
  { from: "waiting", event: "take_back", to: "taken_back" },
  { from: "waiting", event: "withdraw", to: "taken_back" },
];

/** What an event makes of the submission that waits. */
export function waitingAfter(event: ListingEvent): SubmissionState {
  return submissionTransitions.find((move) => move.event === event)?.to ?? "waiting";
}
