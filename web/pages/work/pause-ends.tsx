import type { InstallationView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { newOperationId } from "../../api/operation-id.ts";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { nextTimes, sayMoment } from "../../parts/format/next-times.ts";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import { dayFault, PauseDay } from "./pause-day.tsx";
import styles from "./pause-ends.module.css";

type Paused = Pick<InstallationView, "resumesAt" | "zone">;

/** Until when it is paused. */
export function sayPause({ resumesAt, zone }: Paused): string {
  if (resumesAt === null) return t("It is paused: nothing runs until you resume it.");
  return t("It is paused until {when}; then it goes on by itself.", { when: sayMoment(new Date(resumesAt), zone) });
}

type Missed = Pick<InstallationView, "resumesAt" | "missedTimes" | "schedule" | "zone">;

/** When it runs next, and what becomes of times that pass while it is paused. */
export function sayMissed({ resumesAt, missedTimes, schedule, zone }: Missed): string {
  if (resumesAt === null) return t("Times that pass meanwhile are left out, not made up for. Once resumed, it goes on with its next time.");
  const end = new Date(resumesAt);
  const [passing] = (schedule && nextTimes(schedule, zone, 1)) || [];
  // The moment itself counts as after.
  const [next] = (schedule && nextTimes(schedule, zone, 1, new Date(end.getTime() - 1))) || [];
  if (!next || !passing) return t("It has no schedule: it runs when somebody starts it.");
  const said = { when: sayMoment(next, zone), end: sayMoment(end, zone) };
  if (passing >= end) return t("It runs next on {when}.", said);
  if (missedTimes === "none") return t("It runs next on {when}. Times that pass before are left out, not made up for.", said);
  return missedTimes === "last"
    ? t("On {end} one run makes up for the times that passed; after it, the next is on {when}.", said)
    : t("On {end} each time that passed is made up for, a hundred at most; after them, the next is on {when}.", said);
}

/** What is different where somebody does not wait for the end of a pause; nothing where it is not. */
export function sayResumedBefore({ resumesAt, missedTimes, schedule }: Missed): string | undefined {
  return resumesAt === null || missedTimes === "none" || schedule === null
    ? undefined
    : t("If you resume it before, nothing is made up for.");
}

/** The day on which a pause ends by itself. */
export function PauseEnds({ installation: { id, resumesAt } }: { installation: InstallationView }) {
  const place = usePlace();
  const [day, setDay] = useState("");
  const act = useAct([`${place.api}/installations`]);
  const pause = (until?: string): void =>
    act.mutate(
      {
        method: "POST",
        path: `${place.api}/installations/${id}/pause`,
        body: { operationId: newOperationId(), ...(until === undefined ? {} : { until }) },
      },
      { onSuccess: () => setDay("") },
    );
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (day !== "" && !dayFault(day)) pause(day);
      }}
    >
      <PauseDay
        label={resumesAt === null ? t("Resume by itself on") : t("Another day")}
        day={day}
        refused={act.error ? sayError(act.error).what : undefined}
        onChange={(next) => {
          act.reset();
          setDay(next);
        }}
      />
      <Button type="submit" variant="default" disabled={day === ""} loading={act.isPending}>
        {t("Set the day")}
      </Button>
      {resumesAt === null ? null : (
        <Button variant="subtle" onClick={() => pause()}>
          {t("Until I resume it")}
        </Button>
      )}
    </form>
  );
}
