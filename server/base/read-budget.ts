import { StoaError } from "./errors.ts";

/** For how long and how much of something is kept. */
export interface Budget {
  days: number;
  /** Bytes, or a part of the disk (0 to 1). */
  size: { bytes: number } | { part: number };
}

const units: Record<string, number> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** `90d 20GB`, `400d`, `10%`: days and a size, either left out keeps its usual value. @throws StoaError setup naming the variable */
export function readBudget(name: string, text: string | undefined, usual: Budget): Budget {
  const words = (text ?? "").split(/[\s,]+/).filter((part) => part !== "");
  return words.reduce((budget, word) => ({ ...budget, ...readWord(name, word) }), usual);
}

function readWord(name: string, word: string): Partial<Budget> {
  const [, count = "", unit = ""] = /^(\d+(?:\.\d+)?)(d|%|[KMGT]B?)$/i.exec(word) ?? [];
  const value = Number(count);
  if (unit === "" || value <= 0 || (unit === "%" && value > 100))
    throw new StoaError("setup", { what: `${name} has "${word}".`, fix: `Give days and a size, such as ${name}="90d 20GB" or "90d 10%".` });
  if (unit === "d") return { days: Math.ceil(value) };
  return { size: unit === "%" ? { part: value / 100 } : { bytes: value * (units[unit.charAt(0).toUpperCase()] ?? 1) } };
}

/** A budget's size on a disk of so many bytes. */
export function budgetBytes({ size }: Budget, diskBytes: number): number {
  return Math.round("bytes" in size ? size.bytes : size.part * diskBytes);
}
