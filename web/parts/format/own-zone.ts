import { t } from "../../words/t.ts";

/** The time zone of whoever looks, such as `Europe/Berlin`. */
export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `your time`, or the zone where it is another. */
export function sayZone(zone: string): string {
  return zone === ownZone ? t("your time ({zone})", { zone }) : t("time of {zone}", { zone });
}
