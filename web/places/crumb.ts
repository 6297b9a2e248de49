import { useEffect, useSyncExternalStore } from "react";

let current: string | undefined;
const listeners = new Set<() => void>();

function set(title: string | undefined): void {
  current = title;
  for (const listener of listeners) listener();
}

/** Names the object a page shows: the last crumb, and the title of the tab. */
export function useCrumb(title: string | undefined): void {
  useEffect(() => {
    set(title);
    if (title) document.title = `${title} · Stoa`;
    return () => set(undefined);
  }, [title]);
}

export function useCurrentCrumb(): string | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
