import { isObject } from "./schema-types.ts";

export interface Draft {
  /** When it was kept, milliseconds since 1970. */
  at: number;
  values: Readonly<Record<string, unknown>>;
}

const prefix = "stoa.draft.";

export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Keeps what was typed and not saved; secrets are left out, they only ever live in the page. */
export function writeDraft(
  store: Store,
  key: string,
  values: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
  at: number,
): void {
  const open = Object.fromEntries(Object.entries(values).filter(([name]) => !secrets.includes(name)));
  store.setItem(`${prefix}${key}`, JSON.stringify({ at, values: open }));
}

export function readDraft(store: Store, key: string): Draft | undefined {
  try {
    const kept: unknown = JSON.parse(store.getItem(`${prefix}${key}`) ?? "null");
    if (!isObject(kept) || typeof kept["at"] !== "number" || !isObject(kept["values"])) return undefined;
    return { at: kept["at"], values: kept["values"] };
  } catch {
    return undefined;
  }
}

/** A form that nobody came back to is begun anew. */
export const keptMs = 3 * 86_400_000;

/** Forgets what was kept before a time; all of it for whoever leaves. */
export function dropDrafts(store: Storage, before = Number.POSITIVE_INFINITY): void {
  const keys = Array.from({ length: store.length }, (_, at) => store.key(at) ?? "").filter((key) => key.startsWith(prefix));
  for (const key of keys) if ((readDraft(store, key.slice(prefix.length))?.at ?? 0) < before) store.removeItem(key);
}

export function dropDraft(store: Store, key: string): void {
  store.removeItem(`${prefix}${key}`);
}
