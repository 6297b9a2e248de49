const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** A cron line of five fields in words; a line that needs many words is shown as it is. */
export function sayCron(line: string | null | undefined): string {
  if (!line) return "Only when asked";
  const [minute = "", hour = "", date = "", month = "", weekday = "", ...rest] = line.trim().split(/\s+/);
  if (rest.length > 0 || date !== "*" || month !== "*") return sayMonthly(minute, hour, date, month, weekday) ?? line;
  if (weekday === "*" && hour === "*") return sayWithinHour(minute) ?? line;
  const clock = sayClock(minute, hour);
  if (!clock) return sayHours(minute, hour, weekday) ?? line;
  if (weekday === "*") return `Every day at ${clock}`;
  if (weekday === "1-5") return `Monday to Friday at ${clock}`;
  return /^[0-7]$/.test(weekday) ? `Every ${days[Number(weekday)]} at ${clock}` : line;
}

function sayWithinHour(minute: string): string | undefined {
  if (minute === "*") return "Every minute";
  const step = /^\*\/(\d{1,2})$/.exec(minute)?.[1];
  if (step) return step === "1" ? "Every minute" : `Every ${step} minutes`;
  return /^\d{1,2}$/.test(minute) ? (minute === "0" ? "Every hour" : `Every hour at :${minute.padStart(2, "0")}`) : undefined;
}

function sayHours(minute: string, hour: string, weekday: string): string | undefined {
  const step = /^\*\/(\d{1,2})$/.exec(hour)?.[1];
  return step && weekday === "*" && /^\d{1,2}$/.test(minute) ? `Every ${step} hours` : undefined;
}

function sayMonthly(minute: string, hour: string, date: string, month: string, weekday: string): string | undefined {
  const clock = sayClock(minute, hour);
  if (!clock || month !== "*" || weekday !== "*" || !/^\d{1,2}$/.test(date)) return undefined;
  return `On day ${date} of the month at ${clock}`;
}

function sayClock(minute: string, hour: string): string | undefined {
  if (!/^\d{1,2}$/.test(minute) || !/^\d{1,2}$/.test(hour)) return undefined;
  return `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
}
