import { TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "../../words/t.ts";

const dayMs = 86_400_000;
/** As the server takes it: a pause ends within a year. */
const mostDays = 365;

interface PauseDayProps {
  label: string;
  description?: ReactNode;
  day: string;
  onChange: (day: string) => void;
  /** Why the server refused it; gone when another day is chosen. */
  refused?: string | undefined;
}

/** The day on which a pause ends by itself: one that is over cannot be chosen, and one that is typed is refused in words. */
export function PauseDay({ label, description, day, onChange, refused }: PauseDayProps) {
  return (
    <TextInput
      type="date"
      label={label}
      description={description}
      value={day}
      min={dayIn(1)}
      max={dayIn(mostDays)}
      error={dayFault(day) ?? refused}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** What speaks against a day; undefined for one that will do, or none. */
export function dayFault(day: string, now = Date.now()): string | undefined {
  if (day === "") return undefined;
  if (day < dayIn(1, now)) return t("Choose a day that is still to come.");
  return day > dayIn(mostDays, now) ? t("Choose a day within a year.") : undefined;
}

/** `2026-12-14`, so many days from now on the reader's calendar. */
function dayIn(days: number, now = Date.now()): string {
  return new Intl.DateTimeFormat("sv-SE", { year: "numeric", month: "2-digit", day: "2-digit" }).format(now + days * dayMs);
}
