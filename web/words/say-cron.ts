import { t } from "./t.ts";
import { dayName, daysOf, listDays } from "./week-days.ts";

/** A cron line of five fields in words; a line that needs many words is shown as it is. */
export function sayCron(line: string | null | undefined): string {
  if (!line) return t("Only when asked");
  const fields = line.trim().split(/\s+/);
  const said = fields.length === 5 ? says.map((say) => say(...(fields as Fields))).find(Boolean) : undefined;
  return said ?? line;
}

/** A schedule in words within a sentence; days keep their capital. */
export const midSentence = (said: string): string =>
  /^(Every|Only|On|Alle|Jede|Jeden|Täglich|Stündlich|Nur|Am)\b/.test(said) ? said.charAt(0).toLowerCase() + said.slice(1) : said;

type Fields = [minute: string, hour: string, date: string, month: string, weekday: string];
type Say = (...fields: Fields) => string | undefined;

const number = /^\d{1,2}$/;
const step = /^\*\/(\d{1,2})$/;

function clockOf(minute: string, hour: string): string | undefined {
  return number.test(minute) && number.test(hour) ? `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}` : undefined;
}

const everyMinutes: Say = (minute, ...others) => {
  if (others.join("") !== "****") return undefined;
  const every = minute === "*" ? "1" : step.exec(minute)?.[1];
  return every && (every === "1" ? t("Every minute") : t("Every {every} minutes", { every }));
};

const everyHour: Say = (minute, ...others) => {
  if (others.join("") !== "****" || !number.test(minute)) return undefined;
  if (Number(minute) === 0) return t("Every hour");
  return Number(minute) === 30 ? t("Every hour at half past") : t("Every hour at :{minute}", { minute: minute.padStart(2, "0") });
};

const everyHours: Say = (minute, hour, ...others) => {
  const every = step.exec(hour)?.[1];
  return every && number.test(minute) && others.join("") === "***" ? t("Every {every} hours", { every }) : undefined;
};

const daily: Say = (minute, hour, date, month, weekday) => {
  const clock = clockOf(minute, hour);
  if (!clock || date !== "*" || month !== "*") return undefined;
  if (weekday === "*") return t("Every day at {clock}", { clock });
  if (weekday === "1-5") return t("Monday to Friday at {clock}", { clock });
  const days = daysOf(weekday);
  if (!days || days.length === 0) return undefined;
  const [day = 0] = days;
  return days.length === 1
    ? t("Every {day} at {clock}", { day: dayName(day), clock })
    : t("{days} at {clock}", { days: listDays(days), clock });
};

const monthly: Say = (minute, hour, date, month, weekday) => {
  const clock = clockOf(minute, hour);
  return clock && number.test(date) && month === "*" && weekday === "*"
    ? t("On day {date} of the month at {clock}", { date, clock })
    : undefined;
};

const says: readonly Say[] = [everyMinutes, everyHour, everyHours, daily, monthly];
