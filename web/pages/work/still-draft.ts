import type { InstallationView } from "@stoa/contract";

/** With a change of one that is being set up: it starts when its customer says so at the last step, not because nothing is missing any more. */
export function stillDraft({ state }: Pick<InstallationView, "state">): { start?: false } {
  return state === "draft" ? { start: false } : {};
}
