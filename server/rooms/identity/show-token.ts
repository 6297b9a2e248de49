import { showId, type TokenView } from "@stoa/contract";
import type { TokenRow } from "./store/tenants.ts";

export function showToken(row: TokenRow): TokenView {
  const time = (value: number | null): string | null => (value === null ? null : new Date(value).toISOString());
  return {
    id: showId("token", row.id),
    name: row.name,
    hint: row.hint,
    roles: row.roles as TokenView["roles"],
    readOnly: row.readOnly,
    createdAt: new Date(row.createdAt).toISOString(),
    expiresAt: time(row.expiresAt),
    lastUsedAt: time(row.lastUsedAt),
  };
}
