import { Link } from "@tanstack/react-router";
import { t } from "../../words/t.ts";

/** Says that a list shows only what belongs to one object, and the way to all of it. */
export function PartOf({ what }: { what: string }) {
  return (
    <p>
      {t("Only of {what}.", { what })} <Link to=".">{t("Show all")}</Link>
    </p>
  );
}
