import { toCsvLine, type AuditItem, type AuditQuery } from "@stoa/contract";
import type { Ctx } from "../../base/index.ts";
import { listAudit } from "./list-audit.ts";

const most = 10_000;
/** A row may hold much; the whole is kept in memory while it is made. */
const mostBytes = 16 * 1_048_576;
const page = 500;
const columns = ["at", "actor", "kind", "verb", "subject", "about", "before", "after"] as const;

/** Who asked for what in the scope's tenant, newest first, as CSV (RFC 4180); cut at a number of rows and of bytes, and then its last row says so. @throws StoaError forbidden */
export async function tableAudit(ctx: Ctx, query: Omit<AuditQuery, "after" | "limit">): Promise<string> {
  const lines: string[] = [columns.join(",")];
  let bytes = 0;
  for (let after: string | undefined; ;) {
    const { items, next } = await listAudit(ctx, { ...query, limit: page, ...(after === undefined ? {} : { after }) });
    for (const item of items) {
      const line = lineOf(item);
      bytes += Buffer.byteLength(line);
      if (lines.length > most || bytes > mostBytes) return csv([...lines, cutLine(item)]);
      lines.push(line);
    }
    if (next === null) return csv(lines);
    after = next;
  }
}

const csv = (lines: readonly string[]): string => `${lines.join("\r\n")}\r\n`;

/** Where to go on: the first row that is left out. */
function cutLine({ at }: AuditItem): string {
  return toCsvLine([at, "", "", "(older rows are left out: ask again with this moment as the end)", "", "", "", ""]);
}

function lineOf({ at, actor, verb, subject, about, before, after }: AuditItem): string {
  const json = (value: unknown): string => (value === null ? "" : JSON.stringify(value));
  return toCsvLine([at, actor.name ?? "", actor.kind, verb, subject ?? "", about?.name ?? "", json(before), json(after)]);
}
