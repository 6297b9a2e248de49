import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { OpenPlace } from "../../places/place.ts";
import type { RunItem } from "@stoa/contract";
import { t } from "../../words/t.ts";

/** The button that a failed run asks for, as far as the reader can do anything about it. */
export function runAction(run: RunItem, place: OpenPlace): ReactNode {
  const settings = run.failureClass === "credentials" || run.failureClass === "configuration";
  if (place.kind === "customer" && settings) {
    return (
      <Button component={Link} to={`/shop/installations/${run.installation.id}`} search={{ tab: "settings" } as never}>
        {run.failureClass === "credentials" ? t("Enter new credentials") : t("Change the settings")}
      </Button>
    );
  }
  return (
    <Button component={Link} to={`${place.href}/runs/${run.id}`} variant="default">
      {t("See what happened")}
    </Button>
  );
}
