import { silentSentences, type HealthView, type InstallationItem, type Waits } from "@stoa/contract";
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

const waitWords: Record<Waits, { word: string; why: string }> = {
  "set-up": { word: installationStates.draft.word, why: t("It is not set up yet, so it does not run.") },
  "sign-in": { word: t("Sign in again"), why: saySilent("credentials") },
  consent: { word: t("Asks for more"), why: t("A new version asks for more; the one you have goes on until somebody agrees.") },
  action: { word: t("Covers more now"), why: t("The product made something you allowed cover more; it is refused until somebody agrees.") },
};

/** What it waits for of its customer's people, in a sentence. */
export const sayWaits = (waits: Waits): string => waitWords[waits].why;

/** How an installation fares; one that is not set up or paused says so first, unless that is why it is silent. One that fails says so before what it waits for. */
export function sayHealth(
  state: InstallationItem["state"],
  health: HealthView,
  waits: Waits | null = null,
): { meaning: Meaning; word: string } {
  if (waits !== null && !isTroubled(state, health)) return { meaning: "needs", word: waitWords[waits].word };
  if (state !== "active" && health.state !== "silent") return installationStates[state];
  return healthStates[health.state];
}

/** Failing or silent: what is paused fails nobody. */
export const isTroubled = (state: InstallationItem["state"], health: HealthView): boolean =>
  health.state === "silent" || (health.state === "failing" && state === "active");
