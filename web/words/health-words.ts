import type { HealthView, InstallationItem } from "@stoa/contract";
import type { Meaning } from "../theme/meanings.ts";
import { installationStates } from "./installation-states.ts";
import { t } from "./t.ts";

type Cause = NonNullable<HealthView["silentCause"]>;

/** Why an installation is silent, in one sentence. */
export const silentWords: Record<Cause, string> = {
  paused: t("It is paused, so it does nothing until somebody resumes it."),
  credentials: t("Its account needs a new sign-in."),
  failing: t("Its runs fail."),
  running: t("One run goes on much longer than usual."),
  "no-runner": t("Nothing runs at the moment; those who run this service are told."),
  waiting: t("A run waits for its turn."),
  "not-started": t("Its schedule began no run."),
  "no-events": t("Nothing came from the other service that would make it run."),
};

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
