import type { InstallationView, RunView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useRead } from "../../api/use-read.ts";
import { Notice } from "../../parts/notice.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";

/** From a preview that was started while setting up: back to the step it was started from. */
export function BackToSetUp({ run }: { run: RunView }) {
  const place = usePlace();
  const when = place.kind === "customer" && run.mode === "preview";
  const found = useRead<InstallationView>(`${place.api}/installations/${run.installation.id}`, undefined, { when }).data;
  // What another page has read is there without asking, too.
  if (!when || found?.state !== "draft") return null;
  return (
    <Notice
      meaning="waiting"
      action={
        <Button
          component={Link}
          to={`/shop/install/${found.listingId}`}
          search={{ installation: found.id, step: "run" } as never}
          size="xs"
        >
          {t("Go on setting it up")}
        </Button>
      }
    >
      {t("It is not switched on yet: this was a preview.")}
    </Notice>
  );
}
