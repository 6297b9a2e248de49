import type { Problem } from "@stoa/contract";

/** The most items a list of a form may have, whatever its schema says: what is checked item by item must not hold a server up. */
export const mostItems = 1_000;

/** Lists of a config with too many items, however deep; looked for before anything looks at each item. */
export function findLongLists(config: Record<string, unknown>): Problem[] {
  const problems: Problem[] = [];
  const open: { path: string; value: unknown }[] = [{ path: "", value: config }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { path, value } = next;
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value) && value.length > mostItems) problems.push(tooLong(path, value.length));
    else for (const [name, inner] of Object.entries(value)) if (isOpen(inner)) open.push({ path: `${path}/${name}`, value: inner });
  }
  return problems;
}

const isOpen = (value: unknown): boolean => typeof value === "object" && value !== null;

const tooLong = (path: string, length: number): Problem => ({
  path,
  message: `This has ${length} items, more than a list of a form may have.`,
  fix: `Give at most ${mostItems}.`,
});
