import type { AuditItem, AuditQuery } from "@stoa/contract";
import type { Ctx } from "../../base/index.ts";
import { listAudit } from "./list-audit.ts";

const most = 10_000;
const page = 500;
const columns = ["at", "actor", "kind", "verb", "subject", "before", "after"] as const;

/** Who asked for what in the scope's tenant, newest first, as CSV (RFC 4180). @throws StoaError forbidden */
export async function tableAudit(ctx: Ctx, query: Omit<AuditQuery, "after" | "limit">): Promise<string> {
  const lines: string[] = [columns.join(",")];
  for (let after: string | undefined; lines.length <= most;) {
    const { items, next } = await listAudit(ctx, { ...query, limit: page, ...(after === undefined ? {} : { after }) });
    lines.push(...items.map(lineOf));
    if (next === null) break;
    after = next;
  }
  return `${lines.slice(0, most + 1).join("\r\n")}\r\n`;
}

function lineOf({ at, actor, verb, subject, before, after }: AuditItem): string {
  const json = (value: unknown): string => (value === null ? "" : JSON.stringify(value));
  return [at, actor.name ?? "", actor.kind, verb, subject ?? "", json(before), json(after)].map(cell).join(",");
}

/** What a spreadsheet would take for a formula stays text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
