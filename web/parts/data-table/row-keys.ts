/** True where letters are text and not commands. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Moves focus to the next (`step` 1) or previous (-1) row link of a table; the browser's Enter then opens it. */
export function focusRow(table: HTMLElement, step: 1 | -1): void {
  const links = [...table.querySelectorAll<HTMLElement>("[data-row-link]")];
  const at = links.findIndex((link) => link.closest("tr")?.contains(document.activeElement));
  const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step];
  next?.focus();
  next?.closest("tr")?.scrollIntoView({ block: "nearest" });
}
