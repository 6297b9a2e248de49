/** `2`, `2:30`, `14.30`, `1430` and `2:30 pm` as `14:30`; undefined for what is no time of day. */
export function readClock(text: string): string | undefined {
  const found = /^\s*(\d{1,2})(?:\s*[:.h]?\s*(\d{2}))?\s*(?:(am|pm)|uhr|h)?\s*$/i.exec(text);
  if (!found) return undefined;
  const [hour, minute] = [Number(found[1]), Number(found[2] ?? 0)];
  const half = found[3]?.toLowerCase();
  if (minute > 59 || (half === undefined ? hour > 23 : hour < 1 || hour > 12)) return undefined;
  const of24 = half === undefined ? hour : (hour % 12) + (half === "pm" ? 12 : 0);
  return `${String(of24).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}
