import type { ConnectionState } from "@stoa/contract";

export type ConnectionEvent = "connect" | "lose" | "disconnect" | "revoke";

/** Every legal move of a connection; drawn in README.md. Nothing leaves `disconnected`. */
export const transitions: readonly { from: ConnectionState; event: ConnectionEvent; to: ConnectionState }[] = [
  { from: "connected", event: "connect", to: "connected" },
  { from: "connected", event: "lose", to: "needs_reauth" },
  { from: "needs_reauth", event: "connect", to: "connected" },
  { from: "connected", event: "disconnect", to: "disconnecting" },
  { from: "needs_reauth", event: "disconnect", to: "disconnecting" },
  { from: "disconnecting", event: "revoke", to: "disconnected" },
];

/** The states an event may happen in, for the WHERE of its update. */
export function statesBefore(event: ConnectionEvent): ConnectionState[] {
  return transitions.filter((move) => move.event === event).map(({ from }) => from);
}

export type AttemptState = "open" | "begun" | "done" | "failed";

type AttemptEvent = "begin" | "finish" | "fail";

/** Of one try to connect. A link that was begun may be begun again, until it is done. */
export const attemptTransitions: readonly { from: AttemptState; event: AttemptEvent; to: AttemptState }[] = [
  { from: "open", event: "begin", to: "begun" },
  { from: "begun", event: "begin", to: "begun" },
  { from: "open", event: "finish", to: "done" },
  { from: "begun", event: "finish", to: "done" },
  { from: "open", event: "fail", to: "failed" },
  { from: "begun", event: "fail", to: "failed" },
];

export function attemptStatesBefore(event: AttemptEvent): AttemptState[] {
  return attemptTransitions.filter((move) => move.event === event).map(({ from }) => from);
}
