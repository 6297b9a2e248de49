import type { InstallationItem } from "@stoa/contract";
import type { Meaning } from "../theme/meanings.ts";

/** What an installation's state means and how it is said. */
export const installationStates = {
  draft: { meaning: "needs", word: "Not set up" },
  active: { meaning: "fine", word: "On" },
  paused: { meaning: "waiting", word: "Paused" },
  removed: { meaning: "waiting", word: "Uninstalled" },
} as const satisfies Record<InstallationItem["state"], { meaning: Meaning; word: string }>;
