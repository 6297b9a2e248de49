import { localeNow } from "../../words/language.ts";

/** An hour of UTC on the reader's clock. */
export function sayHour(hour: number): string {
  const at = new Date();
  at.setUTCHours(hour, 0, 0, 0);
  return new Intl.DateTimeFormat(localeNow(), { hour: "2-digit", minute: "2-digit" }).format(at);
}
