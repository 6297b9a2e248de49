import type { EverythingChanged, InstallationPage } from "@stoa/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { newOperationId } from "../../api/operation-id.ts";
import { sayError } from "../../api/say-error.ts";
import { useAct, useRead } from "../../api/use-read.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { countOf } from "../../parts/format/count.ts";
import { PauseIcon, RunIcon } from "../../parts/icons.ts";
import { usePlace } from "../../places/place.ts";
import { dayFault, PauseDay } from "../work/pause-day.tsx";
import { sayPause } from "../work/pause-ends.tsx";
import { t } from "../../words/t.ts";
import styles from "../page.module.css";

const mostNamed = 20;

/** Pauses whatever is on, and lets whatever is paused go on: for a holiday, or while something is moved. */
export function Everything() {
  const path = `${usePlace().api}/installations`;
  const active = useRead<InstallationPage>(path, { state: "active", limit: 1 }, { every: 30_000 });
  const paused = useRead<InstallationPage>(path, { state: "paused", limit: mostNamed + 1 }, { every: 30_000 });
  const [asked, setAsked] = useState<"pause" | "resume">();
  const [done, setDone] = useState("");
  const close = () => setAsked(undefined);
  const end = (said: string) => {
    close();
    setDone(said);
  };
  return (
    <>
      {active.data?.items.length ? (
        <Button variant="default" leftSection={<PauseIcon size={16} />} onClick={() => setAsked("pause")}>
          {t("Pause everything")}
        </Button>
      ) : null}
      {paused.data && paused.data.items.length > 0 ? (
        <Button variant="default" leftSection={<RunIcon size={16} />} onClick={() => setAsked("resume")}>
          {t("Resume everything")}
        </Button>
      ) : null}
      <Dialog open={asked === "pause"} title={t("Pause everything?")} onClose={close}>
        <PauseForm onClose={close} onDone={(count) => end(t("Paused: {what}.", { what: countOf(count, "installation") }))} />
      </Dialog>
      <Dialog open={asked === "resume"} title={t("Resume everything?")} onClose={close}>
        <ResumeForm
          paused={paused.data?.items ?? []}
          onClose={close}
          onDone={(count) => end(t("Resumed: {what}.", { what: countOf(count, "installation") }))}
        />
      </Dialog>
      <span role="status" className={styles.said}>
        {done}
      </span>
    </>
  );
}

type Done = (count: number) => void;

function useEverything(step: "pause" | "resume", onDone: Done) {
  const { api } = usePlace();
  const act = useAct<EverythingChanged>([`${api}/installations`]);
  const go = (more: object = {}): void =>
    act.mutate(
      { method: "POST", path: `${api}/${step}-everything`, body: { operationId: newOperationId(), ...more } },
      { onSuccess: ({ installationIds }) => onDone(installationIds.length) },
    );
  const error = act.error ? [sayError(act.error).what, sayError(act.error).fix].filter(Boolean).join(" ") : undefined;
  return { go, busy: act.isPending, error, forgive: act.reset };
}

function PauseForm({ onClose, onDone }: { onClose: () => void; onDone: Done }) {
  const [day, setDay] = useState("");
  const { go, busy, error, forgive } = useEverything("pause", onDone);
  return (
    <form
      className={styles.dialog}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!dayFault(day)) go(day === "" ? {} : { until: day });
      }}
    >
      <p>{t("No further run begins. A run that is under way ends by itself.")}</p>
      <PauseDay
        label={t("Resume by itself on")}
        description={t("Leave it empty, and it stays paused until you resume it.")}
        day={day}
        refused={error}
        onChange={(next) => {
          forgive();
          setDay(next);
        }}
      />
      {day === "" || dayFault(day) ? null : (
        <p>
          {t(
            "It goes on as that day begins, at 00:00. Integrations that make up for times they missed run once then, and again at their next time; the page of each says whether it does. If you resume by hand, nothing is made up for.",
          )}
        </p>
      )}
      <div className={styles.dialogFoot}>
        <Button variant="default" onClick={onClose}>
          {t("Leave it running")}
        </Button>
        <Button type="submit" loading={busy}>
          {t("Pause everything")}
        </Button>
      </div>
    </form>
  );
}

interface ResumeProps {
  paused: InstallationPage["items"];
  onClose: () => void;
  onDone: Done;
}

function ResumeForm({ paused, onClose, onDone }: ResumeProps) {
  const { go, busy, error } = useEverything("resume", onDone);
  const more = paused.length > mostNamed;
  return (
    <div className={styles.dialog}>
      <p>{t("These go on with their next time; times that passed meanwhile are left out.")}</p>
      <ul className={styles.list}>
        {paused.slice(0, mostNamed).map((one) => (
          <li key={one.id}>
            <strong>{one.name || one.title}</strong>
            <span className={styles.quiet}>{sayPause(one)}</span>
          </li>
        ))}
      </ul>
      {more ? <p className={styles.quiet}>{t("And the others that are paused.")}</p> : null}
      {error ? <p role="alert">{error}</p> : null}
      <div className={styles.dialogFoot}>
        <Button variant="default" onClick={onClose}>
          {t("Leave them paused")}
        </Button>
        <Button loading={busy} onClick={() => go()}>
          {more ? t("Resume everything") : t("Resume {what}", { what: countOf(paused.length, "installation") })}
        </Button>
      </div>
    </div>
  );
}
