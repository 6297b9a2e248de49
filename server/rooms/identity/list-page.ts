import { readId, showId, type IdKind } from "@stoa/contract";
import type { ListInput } from "./store/tenants.ts";

export interface ListQuery {
  after?: string | undefined;
  limit?: number | undefined;
  q?: string | undefined;
}

export interface Listed<View> {
  items: View[];
  next: string | null;
}

/** A query as SQL takes it, for one row more than is shown. */
export function toInput(kind: IdKind, query: ListQuery): ListInput {
  const like = query.q === undefined || query.q === "" ? undefined : `%${query.q.replaceAll(/[\\%_]/g, (mark) => `\\${mark}`)}%`;
  return { after: query.after === undefined ? undefined : readId(kind, query.after), limit: (query.limit ?? 50) + 1, like };
}

/** The rows of a page, shown, with where the next begins. */
export function page<Row extends { id: string }, View>(
  kind: IdKind,
  input: ListInput,
  rows: Row[],
  show: (row: Row) => View,
): Listed<View> {
  const shown = rows.slice(0, input.limit - 1);
  const last = shown.at(-1);
  return { items: shown.map(show), next: rows.length > shown.length && last ? showId(kind, last.id) : null };
}

export function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
