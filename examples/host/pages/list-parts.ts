import { type Html, html, type Part } from "./html.ts";
import { icon } from "./icon.ts";

export const rowsPerPage = 25;

export function searchForm(action: string, text: string, label: string, kept: Record<string, string> = {}): Html {
  return html`<form class="search" role="search" action="${action}">
    ${Object.entries(kept).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)} ${icon("search")}<input
      type="search"
      name="q"
      value="${text}"
      aria-label="${label}"
      placeholder="${label}"
    />
  </form>`;
}

/** `from`-based paging: what is shown, of how many, and links to the neighbours. */
export function pager(path: string, query: Record<string, string>, offset: number, shown: number, total: number): Html {
  const link = (start: number, title: string): Part =>
    html`<a href="${path}?${new URLSearchParams({ ...query, from: String(start) }).toString()}">${title}</a>`;
  return html`<p class="pager">
    <span>${offset + 1} to ${offset + shown} of ${total}</span>${offset > 0 ? link(Math.max(0, offset - rowsPerPage), "Previous") : ""}${
      offset + shown < total ? link(offset + rowsPerPage, "Next") : ""
    }
  </p>`;
}

export function readOffset(from: string | undefined): number {
  const offset = Number(from ?? 0);
  return Number.isSafeInteger(offset) && offset > 0 ? offset : 0;
}

/** What a list says when it has no rows: nothing yet, or nothing found. */
export function emptyList(what: string, text: string, first: Part): Html {
  return text === "" ? html`<div class="empty">${first}</div>` : html`<div class="empty"><p>No ${what} match “${text}”.</p></div>`;
}
