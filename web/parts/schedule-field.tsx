import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { sayCron } from "../words/say-cron.ts";
import { ownZone } from "./format/own-zone.ts";
import { t } from "../words/t.ts";
import styles from "./schedule-field.module.css";

interface ScheduleFieldProps {
  schedule: string | null;
  zone: string;
  onChange: (schedule: string | null, zone: string) => void;
  error?: string | undefined;
  disabled?: boolean;
}

const every = ["*/5 * * * *", "*/15 * * * *", "0 * * * *", "0 */6 * * *"];

/** When it runs: never by itself, every so often, at a time of day, or a cron line; the zone is always written. */
export function ScheduleField({ schedule, zone, onChange, error, disabled = false }: ScheduleFieldProps) {
  // A line that has words stands among the choices, so that nobody has to read cron.
  const [own] = useState(() => (schedule && kindOf(schedule) === "custom" && sayCron(schedule) !== schedule ? [schedule] : []));
  const [kind, setKind] = useState(() => own[0] ?? kindOf(schedule));
  const clock = /^(\d{1,2}) (\d{1,2}) \* \* \*$/.exec(schedule ?? "");
  const choose = (next: string) => {
    setKind(next);
    if (next === "none") onChange(null, zone);
    else if (next === "daily") onChange("0 6 * * *", zone);
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
          { value: "custom", label: t("By a cron line") },
        ]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {kind === "daily" ? (
        <TextInput
          label={t("At")}
          type="time"
          disabled={disabled}
          value={clock ? `${clock[2]?.padStart(2, "0")}:${clock[1]?.padStart(2, "0")}` : "06:00"}
          onChange={(event) => {
            const [hour = "6", minute = "0"] = event.currentTarget.value.split(":");
            onChange(`${Number(minute)} ${Number(hour)} * * *`, zone);
          }}
        />
      ) : null}
      {kind === "custom" ? (
        <TextInput
          label={t("Cron line")}
          disabled={disabled}
          description={t("Minute, hour, day of month, month, weekday.")}
          value={schedule ?? ""}
          error={error}
          onChange={(event) => onChange(event.currentTarget.value, zone)}
        />
      ) : null}
      {kind === "none" ? null : <ZoneField zone={zone} disabled={disabled} onChange={(next) => onChange(schedule, next)} />}
      {error && kind !== "custom" ? <p className={styles.error}>{error}</p> : null}
    </div>
  );
}

function kindOf(schedule: string | null): string {
  if (!schedule) return "none";
  if (every.includes(schedule)) return schedule;
  return /^\d{1,2} \d{1,2} \* \* \*$/.test(schedule) ? "daily" : "custom";
}

function ZoneField({ zone, disabled, onChange }: { zone: string; disabled: boolean; onChange: (zone: string) => void }) {
  const zones = [...new Set([zone, ownZone, "UTC", ...Intl.supportedValuesOf("timeZone")])];
  return (
    <NativeSelect
      label={t("Time zone")}
      disabled={disabled}
      value={zone}
      data={zones}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
