import type { InstallationChanged, InstallationView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { newOperationId } from "../../api/operation-id.ts";
import { sayError } from "../../api/say-error.ts";
import { useAct } from "../../api/use-read.ts";
import { ownZone } from "../../parts/format/own-zone.ts";
import { nextTimes } from "../../parts/format/next-times.ts";
import { ScheduleField } from "../../parts/schedule-field.tsx";
import { usePlace } from "../../places/place.ts";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

/** When an installation runs by itself; where the publisher keeps the schedule fixed, it is only said. */
export function ScheduleForm({ installation, onSaved }: { installation: InstallationView; onSaved?: () => void }) {
  const place = usePlace();
  const [value, setValue] = useState({ schedule: installation.schedule, zone: installation.schedule ? installation.zone : ownZone });
  const save = useAct<InstallationChanged>([`${place.api}/installations`]);
  const changed = value.schedule !== installation.schedule || (value.schedule !== null && value.zone !== installation.zone);
  const isRead = value.schedule === null || nextTimes(value.schedule, value.zone, 1) !== undefined;
  const submit = () =>
    save.mutate(
      {
        method: "PATCH",
        path: `${place.api}/installations/${installation.id}`,
        body: { operationId: newOperationId(), schedule: value.schedule, zone: value.zone },
      },
      onSaved ? { onSuccess: onSaved } : {},
    );
  return (
    <div className={styles.form}>
      <ScheduleField
        {...value}
        disabled={!installation.scheduleEditable}
        error={save.error ? `${sayError(save.error).what} ${sayError(save.error).fix}` : undefined}
        onChange={(schedule, zone) => setValue({ schedule, zone })}
      />
      {installation.scheduleEditable ? (
        <div className={styles.row}>
          <Button disabled={!changed || !isRead} loading={save.isPending} onClick={submit}>
            {t("Save the schedule")}
          </Button>
          <span role="status" className={styles.quiet}>
            {save.isSuccess && !changed ? t("Saved.") : ""}
          </span>
        </div>
      ) : (
        <p className={styles.quiet}>{t("The publisher keeps this schedule fixed. You can pause the installation at any time.")}</p>
      )}
    </div>
  );
}
