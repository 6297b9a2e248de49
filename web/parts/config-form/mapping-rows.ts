import { isObject, type FormSchema } from "./schema-types.ts";

/** What of one side goes into what of the other; a side not chosen yet is missing. */
export interface MappingRow {
  source?: string | undefined;
  target?: string | undefined;
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Targets that a mapping must fill. */
export function neededOf(target: FormSchema | undefined): string[] {
  return (target?.oneOf ?? []).filter((one) => one.needed === true).map((one) => String(one.const));
}

/** The rows to show: the kept ones, then one for each target that is needed and not there. */
export function toRows(value: unknown, needed: readonly string[]): MappingRow[] {
  const kept = (Array.isArray(value) ? value : []).map((row: unknown) =>
    isObject(row) ? { source: textOf(row["source"]), target: textOf(row["target"]) } : {},
  );
  const filled = new Set(kept.map(({ target }) => target));
  return [...kept, ...needed.filter((target) => !filled.has(target)).map((target) => ({ target }))];
}

/** What is kept of the rows: a needed target nobody chose a source for is no row yet. */
export function fromRows(rows: readonly MappingRow[], needed: readonly string[]): Record<string, string>[] {
  const kept = rows.filter(({ source, target }) => source !== undefined || target === undefined || !needed.includes(target));
  return kept.map(({ source, target }) => ({ ...(source === undefined ? {} : { source }), ...(target === undefined ? {} : { target }) }));
}

/** The first row that goes into the same target, if it stands before this one. */
export function filledBefore(rows: readonly MappingRow[], index: number): number | undefined {
  const target = rows[index]?.target;
  const first = rows.findIndex((row) => row.target === target);
  return target === undefined || first === index ? undefined : first;
}
