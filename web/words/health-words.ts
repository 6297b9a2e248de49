import { silentSentences, type HealthView, type InstallationItem } from "@stoa/contract";
import type { Meaning } from "../theme/meanings.ts";
import { installationStates } from "./installation-states.ts";
import { sayBoth, t } from "./t.ts";

type Cause = NonNullable<HealthView["silentCause"]>;

/** Why an installation is silent, in one sentence. */
export const saySilent = (cause: Cause): string => sayBoth(silentSentences[cause]);

const healthStates: Record<HealthView["state"], { meaning: Meaning; word: string }> = {
  new: { meaning: "waiting", word: t("Not run yet") },
  fine: { meaning: "fine", word: t("Healthy") },
  failing: { meaning: "failed", word: t("Failing") },
  silent: { meaning: "needs", word: t("Silent") },
};

/** How an installation fares; one that is not set up or paused says so first, unless that is why it is silent. */
export function sayHealth(state: InstallationItem["state"], health: HealthView): { meaning: Meaning; word: string } {
  if (state !== "active" && health.state !== "silent") return installationStates[state];
  return healthStates[health.state];
}
