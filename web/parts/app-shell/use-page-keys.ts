import { useEffect } from "react";
import { isTyping } from "../data-table/row-keys.ts";

/** Ctrl-K (or ⌘K) opens the palette; `/` goes to the page's search. */
export function usePageKeys(openPalette: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        openPalette();
      }
      if (event.key === "/" && !isTyping(event.target) && !document.querySelector("dialog[open]")) {
        const field = document.querySelector<HTMLInputElement>("[data-page-search]");
        if (!field) return;
        event.preventDefault();
        field.focus();
        field.select();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [openPalette]);
}
