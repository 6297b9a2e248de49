import type { InstallationItem } from "@stoa/contract";
import type { Meaning } from "../theme/meanings.ts";
import { t } from "./t.ts";

/** What an installation's state means and how it is said. */
export const installationStates = {
  draft: { meaning: "needs", word: t("Not set up") },
  active: { meaning: "waiting", word: t("On") },
  paused: { meaning: "waiting", word: t("Paused") },
  removed: { meaning: "waiting", word: t("Uninstalled") },
} as const satisfies Record<InstallationItem["state"], { meaning: Meaning; word: string }>;
