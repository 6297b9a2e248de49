import { useEffect, useRef, type RefObject } from "react";
import { focusRow, isTyping } from "./row-keys.ts";

/** Lets j and k move through the rows of the table it is given to. */
export function useRowKeys(): RefObject<HTMLTableElement | null> {
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
      if (event.key !== "j" && event.key !== "k") return;
      if (table.current && isMeant(table.current)) focusRow(table.current, event.key === "j" ? 1 : -1);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return table;
}

// With several tables on a page, j and k go to the one that has focus, else to the first.
function isMeant(table: HTMLElement): boolean {
  const focused = document.activeElement?.closest("table");
  return focused ? focused === table : document.querySelector("table[role=table]") === table;
}
