import type { RunView, ScheduleView } from "@stoa/contract";
import { Link } from "@tanstack/react-router";
import { useRead } from "../../api/use-read.ts";
import { sayMoment } from "../../parts/format/next-times.ts";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";

/** What a failed run that was made good since has left to say. */
export function Mended({ by }: { by: string }) {
  const place = usePlace();
  return (
    <p>
      {t("Mended since: a later run went well.")} <Link to={`${place.href}/runs/${by}`}>{t("See that run")}</Link>
    </p>
  );
}

/** After a run that a person started: that nothing is left to do, and when it runs by itself. */
export function AllSet({ run }: { run: RunView }) {
  const place = usePlace();
  const when = place.kind === "customer" && run.state === "succeeded" && run.mode === "run" && run.trigger === "person";
  const schedule = useRead<ScheduleView>(`${place.api}/installations/${run.installation.id}/schedule`, undefined, { when }).data;
  if (!when || !schedule) return null;
  const next = schedule.active ? schedule.next[0] : undefined;
  return (
    <p>
      {next === undefined
        ? t("All set. It runs again when somebody starts it.")
        : t("All set. Next run: {when}", { when: sayMoment(new Date(next), schedule.zone) })}
    </p>
  );
}
