import { languageNow } from "../../words/language.ts";

const units = ["B", "KB", "MB", "GB", "TB"] as const;

/** `bytes` with its unit, thousands of 1,000: `812 B`, `4.2 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : 1;
  return `${new Intl.NumberFormat(languageNow(), { maximumFractionDigits: digits, useGrouping: false }).format(value)} ${units[unit]}`;
}
