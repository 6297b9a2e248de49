import { isObject } from "./schema-types.ts";

export interface Draft {
  /** When it was kept, milliseconds since 1970. */
  at: number;
  values: Readonly<Record<string, unknown>>;
}

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
  store.setItem(`stoa.draft.${key}`, JSON.stringify({ at, values: open }));
}

export function readDraft(store: Store, key: string): Draft | undefined {
  try {
    const kept: unknown = JSON.parse(store.getItem(`stoa.draft.${key}`) ?? "null");
    if (!isObject(kept) || typeof kept["at"] !== "number" || !isObject(kept["values"])) return undefined;
    return { at: kept["at"], values: kept["values"] };
  } catch {
    return undefined;
  }
}

export function dropDraft(store: Store, key: string): void {
  store.removeItem(`stoa.draft.${key}`);
}
