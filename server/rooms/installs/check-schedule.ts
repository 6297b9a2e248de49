import { Cron } from "croner";
import { StoaError } from "../../base/index.ts";

/** A cron line of five fields and an IANA zone. @throws StoaError invalid_input that says which of the two is wrong, and which part of the line */
export function requireSchedule(input: { schedule: string | null; zone: string }): void {
  const { schedule, zone } = input;
  if (!isRead(() => new Intl.DateTimeFormat("en", { timeZone: zone })))
    throw invalid("/zone", `"${zone}" is not a time zone.`, "Use a name such as Europe/Berlin.");
  if (schedule === null) return;
  const given = schedule.trim().split(/\s+/);
  if (given.length !== parts.length)
    throw invalid("/schedule", `"${schedule}" is not a schedule: it has ${given.length} of five parts.`, fiveParts);
  const wrong = parts.find((_, index) => !isRead(() => newCron(only(given[index] ?? "", index), zone)));
  if (wrong) throw invalid("/schedule", `"${given[parts.indexOf(wrong)]}" is not ${wrong.name}.`, wrong.fix);
  if (!isRead(() => newCron(schedule, zone))) throw invalid("/schedule", `"${schedule}" is not a schedule.`, fiveParts);
}

const fiveParts = "Write minute, hour, day, month and weekday with blanks between, such as `0 8 * * 1` for Mondays at 08:00.";

const parts = [
  { name: "a minute", fix: "Write 0 to 59, or `*/15` for every 15 minutes, in the first part." },
  { name: "an hour", fix: "Write 0 to 23, or `*` for every hour, in the second part." },
  { name: "a day of the month", fix: "Write 1 to 31, or `*` for every day, in the third part." },
  { name: "a month", fix: "Write 1 to 12 or jan to dec, or `*` for every month, in the fourth part." },
  { name: "a day of the week", fix: "Write 0 (Sunday) to 6 or sun to sat, several with commas, or `*` for every day, in the fifth part." },
];

const newCron = (line: string, zone: string) => new Cron(line, { paused: true, timezone: zone });

/** One part of a line alone, the others left open: tells which part is at fault. */
const only = (part: string, index: number): string => parts.map((_, at) => (at === index ? part : "*")).join(" ");

function isRead(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

function invalid(path: string, what: string, fix: string): StoaError {
  return new StoaError("invalid_input", { what, fix, problems: [{ path, message: what, fix }] });
}
