import { HostError } from "../host-error.ts";
import type { PageRequest } from "../store/page.ts";

export type ListQuery = Record<string, string | undefined>;

/** Reads `limit` (1-200, default 50), `cursor`, `updated_since` (ISO 8601, strictly after) and `include_deleted` of a list's query. */
export function readListQuery(query: ListQuery): PageRequest {
  const limit = query["limit"] === undefined ? 50 : Number(query["limit"]);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200)
    throw new HostError("invalid", "limit must be 1 to 200.", { limit: "1 to 200" });
  const since = query["updated_since"];
  if (since !== undefined && Number.isNaN(Date.parse(since))) {
    throw new HostError("invalid", "updated_since must be a time such as 2026-03-31T12:00:00Z.", { updated_since: "an ISO 8601 time" });
  }
  const updatedSince = since === undefined ? undefined : new Date(since).toISOString();
  return { limit, cursor: query["cursor"], updatedSince, withDeleted: query["include_deleted"] === "true" };
}
