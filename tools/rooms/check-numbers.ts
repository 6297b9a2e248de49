import type { Problem } from "../checks/check.ts";

/** Taken twice before this was looked at: their order is that of their names. */
const twice = new Set(["catalog 0003", "catalog 0006", "catalog 0008", "home 0002", "home 0005", "runs 0008", "runs 0009", "runs 0012"]);

/** Of two branches that each took the next number the one that comes second takes another: else their names decide which is applied first. */
export function checkNumbers(migrations: readonly string[]): Problem[] {
  const taken = new Map<string, string>();
  return migrations.toSorted().flatMap((file) => {
    const [, room = "", name = "", digits = ""] = /([^/]+)\/migrations\/((\d*).*)$/.exec(file) ?? [];
    const number = `${room} ${digits}`;
    const before = taken.get(number);
    if (before === undefined) taken.set(number, name);
    if (before === undefined || twice.has(number)) return [];
    return [{ file, line: 0, rule: "rooms", text: `${before} has this number; take the next free one` }];
  });
}
