import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { sayCron } from "../words/say-cron.ts";
import { dayName, weekDays } from "../words/week-days.ts";
import { ownZone } from "./format/own-zone.ts";
import { chosenDays, clockOf, every, kindOf, lineOf } from "./schedule-kinds.ts";
import { TimeField } from "./time-field.tsx";
import { ScheduleSaid } from "./schedule-said.tsx";
import { t } from "../words/t.ts";
import styles from "./schedule-field.module.css";

interface ScheduleFieldProps {
  schedule: string | null;
  zone: string;
  onChange: (schedule: string | null, zone: string) => void;
  error?: string | undefined;
  disabled?: boolean;
}

/** When it runs: never by itself, every so often, at a time of every day or of some, or a cron line; then what that means, with the next date. */
export function ScheduleField({ schedule, zone, onChange, error, disabled = false }: ScheduleFieldProps) {
  // A line that has words stands among the choices, so that nobody has to read cron.
  const [own] = useState(() => (schedule && kindOf(schedule) === "custom" && sayCron(schedule) !== schedule ? [schedule] : []));
  const [kind, setKind] = useState(() => own[0] ?? kindOf(schedule));
  const clock = clockOf(schedule) ?? "08:00";
  const choose = (next: string) => {
    setKind(next);
    if (next === "none") onChange(null, zone);
    else if (next === "daily") onChange(lineOf(clock, "*"), zone);
    else if (next === "weekly") onChange(lineOf(clock, [1]), zone);
    else if (next !== "custom") onChange(next, zone);
  };
  return (
    <div className={styles.field}>
      <NativeSelect
        label={t("When it runs")}
        value={kind}
        disabled={disabled}
        data={[
          { value: "none", label: t("Only when you press run") },
          ...[...every, ...own].map((value) => ({ value, label: sayCron(value) })),
          { value: "daily", label: t("Every day at a time") },
          { value: "weekly", label: t("On days of the week") },
          { value: "custom", label: t("By a pattern, for experts") },
        ]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <TimeOrLine {...{ kind, schedule, clock, error, disabled }} onChange={(next) => onChange(next, zone)} />
      {kind === "none" ? null : <ZoneField zone={zone} disabled={disabled} onChange={(next) => onChange(schedule, next)} />}
      {kind === "weekly" ? (
        <DaysField days={chosenDays(schedule)} disabled={disabled} onChange={(days) => onChange(lineOf(clock, days), zone)} />
      ) : null}
      {error && kind !== "custom" ? <p className={styles.error}>{error}</p> : null}
      {kind === "none" ? null : <ScheduleSaid schedule={schedule ?? ""} zone={zone} missing={kind === "weekly" ? "days" : "line"} />}
    </div>
  );
}

interface TimeOrLineProps {
  kind: string;
  schedule: string | null;
  clock: string;
  error: string | undefined;
  disabled: boolean;
  onChange: (schedule: string) => void;
}

/** The time of day, or the line itself; nothing where the choice says all. */
function TimeOrLine({ kind, schedule, clock, error, disabled, onChange }: TimeOrLineProps) {
  if (kind === "daily" || kind === "weekly")
    return (
      <TimeField value={clock} disabled={disabled} onChange={(at) => onChange(lineOf(at, kind === "daily" ? "*" : chosenDays(schedule)))} />
    );
  if (kind !== "custom") return null;
  return (
    <TextInput
      label={t("Pattern (cron)")}
      disabled={disabled}
      description={t("Minute, hour, day of month, month, weekday: 0 8 * * 1 is Mondays at 08:00.")}
      value={schedule ?? ""}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface DaysFieldProps {
  days: readonly number[];
  disabled: boolean;
  onChange: (days: number[]) => void;
}

function DaysField({ days, disabled, onChange }: DaysFieldProps) {
  return (
    <fieldset className={styles.days} disabled={disabled}>
      <legend>{t("Days")}</legend>
      {weekDays.map((day) => (
        <Checkbox
          key={day}
          size="sm"
          color="var(--accent)"
          iconColor="var(--on-accent)"
          label={dayName(day)}
          checked={days.includes(day)}
          onChange={(event) => onChange(event.currentTarget.checked ? [...days, day] : days.filter((one) => one !== day))}
        />
      ))}
    </fieldset>
  );
}

function ZoneField({ zone, disabled, onChange }: { zone: string; disabled: boolean; onChange: (zone: string) => void }) {
  const zones = [...new Set([ownZone, zone, "UTC", ...Intl.supportedValuesOf("timeZone")])];
  return (
    <NativeSelect
      label={t("Time zone")}
      disabled={disabled}
      value={zone}
      data={zones.map((value) => ({ value, label: value === ownZone ? t("Your time ({zone})", { zone: value }) : value }))}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
