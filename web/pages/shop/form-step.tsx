import type { InstallationView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Suspense, useMemo } from "react";
import { useDraft } from "../../parts/config-form/use-draft.ts";
import { ScheduleField } from "../../parts/schedule-field.tsx";
import { ownZone } from "../../parts/format/own-zone.ts";
import { lazyPart } from "../../parts/lazy-part.ts";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { ScheduleForm } from "../work/schedule-form.tsx";
import { t } from "../../words/t.ts";
import styles from "./install-page.module.css";

const InstallationForm = lazyPart(() => import("../work/options-form.tsx"), "OptionsForm");

/** The settings; an integration that asks for none goes straight on. */
export function FormStep({ installation, onDone }: { installation: InstallationView; onDone: () => void }) {
  if (installation.asks.fields.length === 0) {
    return (
      <div className={styles.step}>
        <p>{t("It asks for nothing. Choose when it runs.")}</p>
        <ScheduleForm installation={installation} />
        <div className={styles.agree}>
          <Button onClick={onDone}>{t("Go on")}</Button>
        </div>
      </div>
    );
  }
  return (
    <Suspense fallback={<PageSkeleton />}>
      <SettingsAndSchedule installation={installation} onDone={onDone} />
    </Suspense>
  );
}

/** When it runs and how, saved by one button and kept over a reload together; a schedule its publisher keeps fixed is not sent. */
function SettingsAndSchedule({ installation, onDone }: { installation: InstallationView; onDone: () => void }) {
  const { schedule, zone, scheduleEditable } = installation;
  const saved = useMemo(() => ({ schedule, zone: schedule === null ? ownZone : zone }), [schedule, zone]);
  const draft = useDraft(`${installation.id}.when`, saved, noSecrets);
  const when = readWhen(draft.values, saved);
  const isChanged = when.schedule !== schedule || (when.schedule !== null && when.zone !== zone);
  return (
    <div className={styles.step}>
      {scheduleEditable ? (
        <ScheduleField key={draft.round} {...when} onChange={(line, chosen) => draft.change({ schedule: line, zone: chosen })} />
      ) : null}
      <InstallationForm
        installation={installation}
        saveLabel={t("Save and go on")}
        schedule={isChanged && scheduleEditable ? when : undefined}
        beside={scheduleEditable ? draft : undefined}
        onSaved={() => onDone()}
      />
    </div>
  );
}

const noSecrets: readonly string[] = [];

interface When {
  schedule: string | null;
  zone: string;
}

/** A draft of another version of this page may hold anything. */
function readWhen({ schedule, zone }: Readonly<Record<string, unknown>>, saved: When): When {
  const isKept = (typeof schedule === "string" || schedule === null) && typeof zone === "string";
  return isKept ? { schedule, zone } : saved;
}
