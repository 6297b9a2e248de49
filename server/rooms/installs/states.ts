export type InstallationState = "draft" | "active" | "paused" | "removed";
export type InstallationEvent = "configure" | "pause" | "resume" | "uninstall";

/** Every legal move of an installation; drawn in README.md. Nothing leaves `removed`; a draft that is configured and lacks something, or is not to start, stays one. */
export const transitions: readonly { from: InstallationState; event: InstallationEvent; to: InstallationState }[] = [
  { from: "draft", event: "configure", to: "active" },
  { from: "active", event: "configure", to: "active" },
  { from: "paused", event: "configure", to: "paused" },
  { from: "active", event: "pause", to: "paused" },
  { from: "paused", event: "pause", to: "paused" },
  { from: "paused", event: "resume", to: "active" },
  { from: "draft", event: "uninstall", to: "removed" },
  { from: "active", event: "uninstall", to: "removed" },
  { from: "paused", event: "uninstall", to: "removed" },
];

/** Where an event leads from a state; undefined when it may not happen there. */
export function nextState(from: InstallationState, event: InstallationEvent): InstallationState | undefined {
  return transitions.find((move) => move.from === from && move.event === event)?.to;
}
