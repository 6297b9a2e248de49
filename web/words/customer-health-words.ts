import type { CustomerHealth, InstallationHealth } from "@stoa/contract";
import type { Meaning } from "../theme/meanings.ts";

interface Said {
  meaning: Meaning;
  word: string;
}

/** A customer's health as a host reads it. */
export const customerHealthWords: Record<CustomerHealth, Said> = {
  failing: { meaning: "failed", word: "Failing" },
  needs_sign_in: { meaning: "needs", word: "Needs sign-in" },
  silent: { meaning: "needs", word: "Silent" },
  well: { meaning: "fine", word: "All well" },
  none: { meaning: "waiting", word: "None installed" },
};

export const installationHealthWords: Record<InstallationHealth, Said> = {
  failing: { meaning: "failed", word: "Failing" },
  silent: { meaning: "needs", word: "Silent" },
  well: { meaning: "fine", word: "Well" },
  not_run: { meaning: "waiting", word: "Not run yet" },
  paused: { meaning: "waiting", word: "Paused" },
  draft: { meaning: "needs", word: "Not set up" },
};
