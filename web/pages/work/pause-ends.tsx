import type { InstallationView } from "@stoa/contract";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { newOperationId } from "../../api/operation-id.ts";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { sayMoment } from "../../parts/format/next-times.ts";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "./pause-ends.module.css";

type Paused = Pick<InstallationView, "resumesAt" | "zone">;

/** Until when it is paused. */
export function sayPause({ resumesAt, zone }: Paused): string {
  if (resumesAt === null) return t("It is paused: nothing runs until you resume it.");
  return t("It is paused until {when}; then it goes on by itself.", { when: sayMoment(new Date(resumesAt), zone) });
}

/** What becomes of times that pass while it is paused. */
export function sayMissed({ resumesAt, missedTimes }: Pick<InstallationView, "resumesAt" | "missedTimes">): string {
  if (resumesAt === null) return t("Times that pass meanwhile are left out, not made up for. Once resumed, it goes on with its next time.");
  if (missedTimes === "none") return t("Times that pass meanwhile are left out, not made up for.");
  return missedTimes === "last"
    ? t("If times pass meanwhile, one run makes up for all of them when it goes on. Resumed before by you, it makes up for none.")
    : t("Each time that passes meanwhile is made up for when it goes on, a hundred at most. Resumed before by you, it makes up for none.");
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
      onSubmit={(event) => {
        event.preventDefault();
        pause(day);
      }}
    >
      <TextInput
        type="date"
        label={resumesAt === null ? t("Let it go on by itself on") : t("Another day")}
        required
        value={day}
        error={act.error ? sayError(act.error).fix : undefined}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={act.isPending}>
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
