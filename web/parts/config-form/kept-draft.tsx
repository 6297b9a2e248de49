import { Button } from "@mantine/core";
import { t } from "../../words/t.ts";
import { Notice } from "../notice.tsx";
import { TimeAgo } from "../time-ago.tsx";

/** Says what of an earlier visit is still here, and by name what is not: secrets live only in the page. */
export function KeptDraft({ at, secrets, onDiscard }: { at: number; secrets: readonly string[]; onDiscard: () => void }) {
  return (
    <Notice
      meaning="waiting"
      action={
        <Button size="xs" variant="default" onClick={onDiscard}>
          {t("Discard")}
        </Button>
      }
    >
      {t("Your unsaved changes from")} <TimeAgo at={at} /> {t("are still here.")}{" "}
      {secrets.length > 0 ? t("Not kept, because it is secret: {names}.", { names: secrets.join(", ") }) : null}
    </Notice>
  );
}
