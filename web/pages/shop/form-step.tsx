import type { InstallationView } from "@stoa/contract";
import { Button } from "@mantine/core";
import { Suspense, useMemo } from "react";
import { useDraft } from "../../parts/config-form/use-draft.ts";
import { HistoryField } from "../../parts/history-field.tsx";
import { ScheduleField } from "../../parts/schedule-field.tsx";
import { ownZone } from "../../parts/format/own-zone.ts";
import { lazyPart } from "../../parts/lazy-part.ts";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { newOperationId } from "../../api/operation-id.ts";
import { useAct } from "../../api/use-read.ts";
import { usePlace } from "../../places/place.ts";
import { useDraftKey } from "../../places/use-draft-key.ts";
import { stillDraft } from "../work/still-draft.ts";
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
        <HistoryNow installation={installation} />
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
  const history = historyOf(installation);
  const saved = useMemo(() => ({ schedule, zone: schedule === null ? ownZone : zone, history }), [schedule, zone, history]);
  const draft = useDraft(useDraftKey(`${installation.id}.when`), saved, noSecrets);
  const when = readWhen(draft.values, saved);
  const isChanged = when.schedule !== schedule || (when.schedule !== null && when.zone !== zone);
  const beside = {
    ...(isChanged && scheduleEditable ? { schedule: when.schedule, zone: when.zone } : {}),
    ...(when.history === undefined || when.history === history ? {} : { history: when.history }),
  };
  return (
    <div className={styles.step}>
      {scheduleEditable ? (
        <ScheduleField
          key={draft.round}
          schedule={when.schedule}
          zone={when.zone}
          onChange={(line, chosen) => draft.change({ ...when, schedule: line, zone: chosen })}
        />
      ) : null}
      {when.history === undefined ? null : (
        <HistoryField chosen={when.history} onChange={(chosen) => draft.change({ ...when, history: chosen })} />
      )}
      <InstallationForm
        installation={installation}
        saveLabel={t("Save and go on")}
        schedule={beside}
        beside={scheduleEditable || history !== undefined ? draft : undefined}
        onSaved={() => onDone()}
      />
    </div>
  );
}

const noSecrets: readonly string[] = [];

type Choice = "now" | "all" | undefined;

interface When {
  schedule: string | null;
  zone: string;
  /** Undefined where there is no choice, or none any more. */
  history: Choice;
}

const historyOf = ({ history, state }: InstallationView): Choice => (state === "draft" ? history?.chosen : undefined);

/** Where there is no form to save it with it is saved at once. */
function HistoryNow({ installation }: { installation: InstallationView }) {
  const place = usePlace();
  const save = useAct([`${place.api}/installations`]);
  const chosen = historyOf(installation);
  if (chosen === undefined) return null;
  const path = `${place.api}/installations/${installation.id}`;
  const choose = (history: "now" | "all") =>
    save.mutate({ method: "PATCH", path, body: { operationId: newOperationId(), history, ...stillDraft(installation) } });
  return <HistoryField chosen={chosen} onChange={choose} disabled={save.isPending} />;
}

/** A draft of another version of this page may hold anything. */
function readWhen({ schedule, zone, history }: Readonly<Record<string, unknown>>, saved: When): When {
  const isKept = (typeof schedule === "string" || schedule === null) && typeof zone === "string";
  const chosen = saved.history !== undefined && (history === "now" || history === "all") ? history : saved.history;
  return isKept ? { schedule, zone, history: chosen } : saved;
}
