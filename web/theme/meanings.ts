import { t } from "../words/t.ts";

/** The five meanings a state can have on any page. A meaning is shown by icon, word and colour together. */
export const meanings = ["fine", "running", "waiting", "needs", "failed"] as const;
export type Meaning = (typeof meanings)[number];

/** A meaning in a word or two. */
export function sayMeaning(meaning: Meaning): string {
  return {
    fine: t("Fine"),
    running: t("Running"),
    waiting: t("Waiting"),
    needs: t("Needs someone"),
    failed: t("Failed"),
  }[meaning];
}
