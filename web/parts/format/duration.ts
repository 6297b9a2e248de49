import { languageNow } from "../../words/language.ts";

const units: readonly [string, number][] = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
];

/** `milliseconds` as people say it, in at most two units: `340 ms`, `7.2 s`, `1 m 12 s`, `3 h 5 m`, `2 d`. */
export function formatDuration(milliseconds: number): string {
  const whole = Math.max(0, milliseconds);
  if (whole < 1_000) return `${Math.round(whole)} ms`;
  if (whole < 9_950) return `${new Intl.NumberFormat(languageNow(), { maximumFractionDigits: 1 }).format(whole / 1_000)} s`;
  let rest = Math.round(whole / 1_000);
  const first = units.findIndex(([, size]) => rest >= size);
  const parts: string[] = [];
  for (const [name, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(" ");
}
