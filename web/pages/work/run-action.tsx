import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { OpenPlace } from "../../places/place.ts";
import type { RunItem } from "@stoa/contract";
import { isOfItems } from "../../words/run-words.ts";
import { t } from "../../words/t.ts";

/** The settings, at the fields that were refused where that is known, else at their form. */
export function settingsAt(fields: readonly string[] = []): { tab: string; fields: string } {
  return { tab: "settings", fields: fields.length > 0 ? fields.join(",") : "*" };
}

/** Whether a failed run asks for a look at the settings. */
export const asksForSettings = (run: RunItem): boolean =>
  run.failureClass === "credentials" || (run.failureClass === "configuration" && !isOfItems(run));

/** The button that a failed run asks for, as far as the reader can do anything about it. */
export function runAction(run: RunItem, place: OpenPlace, fields?: readonly string[]): ReactNode {
  const settings = asksForSettings(run);
  if (place.kind === "customer" && settings) {
    return (
      <Button component={Link} to={`/shop/installations/${run.installation.id}`} search={settingsAt(fields) as never}>
        {run.failureClass === "credentials" ? t("Enter the sign-in details anew") : t("Change the settings")}
      </Button>
    );
  }
  return (
    <Button component={Link} to={`${place.href}/runs/${run.id}`} variant="default">
      {t("See what happened")}
    </Button>
  );
}
