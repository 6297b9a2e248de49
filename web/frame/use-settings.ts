import type { EmbedSettings } from "@stoa/contract";
import { useSyncExternalStore } from "react";
import { hearHost, settingsNow } from "./host-page.ts";

/** What the host's page decides about this one, as it changes; undefined outside a frame. */
export function useSettings(): EmbedSettings | undefined {
  return useSyncExternalStore(hearHost, settingsNow);
}
