import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { HostError } from "../host-error.ts";

export type PageRequest = { limit: number; cursor?: string | undefined; updatedSince?: string | undefined; withDeleted: boolean };
export type Page<T> = { rows: T[]; next: string | null };
type PageQuery = {
  table: "contact" | "invoice";
  columns: string;
  companyId: string;
  request: PageRequest;
  filters: [string, SQLInputValue][];
};

/** One page in order of change; the cursor is the place of the last row, so a page never shifts under the reader. */
export function readPage<T extends { id: string; updatedAt: string }>(db: DatabaseSync, query: PageQuery): Page<T> {
  const { request } = query;
  const conditions = ["company_id = ?"];
  const values: SQLInputValue[] = [query.companyId];
  if (!request.withDeleted) conditions.push("deleted_at is null");
  if (request.updatedSince !== undefined) add("updated_at > ?", request.updatedSince);
  for (const [condition, value] of query.filters) add(condition, value);
  if (request.cursor !== undefined) {
    const { updatedAt, id } = decodeCursor(request.cursor);
    conditions.push("(updated_at, id) > (?, ?)");
    values.push(updatedAt, id);
  }
  const sql = `select ${query.columns} from ${query.table} where ${conditions.join(" and ")} order by updated_at, id limit ?`;
  const rows = db.prepare(sql).all(...values, request.limit + 1) as T[];
  const shown = rows.slice(0, request.limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > request.limit && last ? encodeCursor(last) : null };

  function add(condition: string, value: SQLInputValue): void {
    conditions.push(condition);
    values.push(value);
  }
}

function encodeCursor(row: { id: string; updatedAt: string }): string {
  return Buffer.from(`${row.updatedAt} ${row.id}`).toString("base64url");
}

function decodeCursor(cursor: string): { updatedAt: string; id: string } {
  const [updatedAt, id] = Buffer.from(cursor, "base64url").toString().split(" ");
  if (!updatedAt || !id)
    throw new HostError("invalid", "The cursor is not one this API gave.", { cursor: "take next_cursor of the page before" });
  return { updatedAt, id };
}
