import { showId, type SideKeyView } from "@stoa/contract";
import type { SideKeyRow } from "./store/tenants.ts";

export function showSideKey(row: SideKeyRow): SideKeyView {
  return {
    id: showId("sideKey", row.id),
    kid: row.kid,
    issuer: row.issuer,
    createdAt: new Date(row.createdAt).toISOString(),
    revokedAt: row.revokedAt === null ? null : new Date(row.revokedAt).toISOString(),
  };
}
