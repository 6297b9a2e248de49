import { dropDrafts, keptMs, type Store } from "./draft.ts";

const inMemory = new Map<string, string>();

const untilReload: Store = {
  getItem: (key) => inMemory.get(key) ?? null,
  setItem: (key, value) => void inMemory.set(key, value),
  removeItem: (key) => void inMemory.delete(key),
};

/**
 * Where drafts are kept: for every tab of this browser, since who goes to fetch a key comes back by another one. In a frame of another site a browser
 * may refuse any storage: there they live as long as the page.
 */
export const draftStore: Store = openStore();

function openStore(): Store {
  try {
    dropDrafts(localStorage, Date.now() - keptMs);
    return localStorage;
  } catch {
    return untilReload;
  }
}
