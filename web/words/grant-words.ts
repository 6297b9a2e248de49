import type { InstallationView } from "@stoa/contract";
import type { Meaning } from "../theme/meanings.ts";
import { t } from "./t.ts";

/** What a grant is worth now, as its badge says it. */
export function sayGrant(state: InstallationView["grants"][number]["state"]): { meaning: Meaning; word: string } {
  switch (state) {
    case "allowed":
      return { meaning: "fine", word: t("Allowed") };
    case "revoked":
      return { meaning: "waiting", word: t("Taken back") };
    case "changed":
      return { meaning: "needs", word: t("Covers more now") };
    case "waiting":
      return { meaning: "needs", word: t("Not allowed yet") };
    case "gone":
      return { meaning: "waiting", word: t("No longer offered") };
  }
}
