import type { EmbedEvent, EmbedEventType } from "@stoa/contract";

/** `stoa-installed`, `stoa-run-failed` and so on, each with the details of its kind. They bubble. */
export type StoaEvents = { [T in EmbedEventType as `stoa-${T}`]: CustomEvent<Extract<EmbedEvent, { type: T }>> };

/** The DOM event of something that happened in the frame. */
export function toDomEvent(event: EmbedEvent): CustomEvent<EmbedEvent> {
  return new CustomEvent(`stoa-${event.type}`, { detail: event, bubbles: true, composed: true });
}

/** Every kind there is. */
export const types: readonly EmbedEventType[] = [
  "ready",
  "route",
  "installed",
  "configured",
  "connected",
  "run-started",
  "run-succeeded",
  "run-failed",
  "uninstalled",
  "error",
];

/** Only events of known kinds reach the host's page. */
export function isEmbedEvent(value: unknown): value is EmbedEvent {
  return typeof value === "object" && value !== null && "type" in value && types.some((type) => type === value.type);
}
