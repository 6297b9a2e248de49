import type { DatabaseSync } from "node:sqlite";

/**
 * The time of a change, later than every earlier change of the company by at least a millisecond, so that
 * "changed since" can be a strict comparison that neither repeats nor misses a row. ISO 8601, UTC.
 */
export function changeStamp(db: DatabaseSync, companyId: string, now: Date): string {
  const row = db.prepare("select last_change from company where id = ?").get(companyId);
  const last = Date.parse(String(row?.["last_change"] ?? ""));
  const stamp = new Date(Math.max(now.getTime(), Number.isNaN(last) ? 0 : last + 1)).toISOString();
  db.prepare("update company set last_change = ? where id = ?").run(stamp, companyId);
  return stamp;
}
