import { sayCron } from "../words/say-cron.ts";
import { t } from "../words/t.ts";
import { nextTimes, sayMoment } from "./format/next-times.ts";
import { sayZone } from "./format/own-zone.ts";
import styles from "./schedule-field.module.css";

interface ScheduleSaidProps {
  schedule: string;
  zone: string;
  /** What is asked for where the schedule says nothing yet. */
  missing: "days" | "line";
}

/** A schedule in words, with the next date; a line that has no words says its next three. */
export function ScheduleSaid({ schedule, zone, missing }: ScheduleSaidProps) {
  const next = nextTimes(schedule, zone, 3);
  return (
    <p className={next ? styles.said : styles.error} role="status">
      {next ? sayNext(schedule, zone, next) : missing === "days" ? t("Choose at least one day.") : unread()}
    </p>
  );
}

const unread = () =>
  t(
    "This pattern cannot be read. It has five parts with blanks between: minute, hour, day of month, month, and weekday as 0 (Sunday) to 6 or mon to sun.",
  );

function sayNext(schedule: string, zone: string, next: readonly Date[]): string {
  const [first] = next;
  if (!first) return t("This never comes: no date fits it.");
  const words = sayCron(schedule);
  if (words !== schedule) return t("{words}. Next: {when}, {zone}.", { words, when: sayMoment(first, zone), zone: sayZone(zone) });
  const when = next.map((moment) => sayMoment(moment, zone)).join("; ");
  return t("Next: {when}, {zone}.", { when, zone: sayZone(zone) });
}
