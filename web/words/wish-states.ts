import type { WishState } from "@stoa/contract";
import type { Meaning } from "../theme/meanings.ts";
import { t } from "./t.ts";

/** What a host says of a wish. */
export const wishStates = {
  open: { meaning: "waiting", word: t("Open") },
  planned: { meaning: "running", word: t("Planned") },
  declined: { meaning: "waiting", word: t("Not planned") },
  there: { meaning: "fine", word: t("Here now") },
  merged: { meaning: "waiting", word: t("Counted with another") },
} as const satisfies Record<WishState, { meaning: Meaning; word: string }>;
