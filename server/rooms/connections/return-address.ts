import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import { addressOf, readLeadingAddresses } from "../identity/index.ts";
import type { AppRow } from "./store/apps.ts";

type Returning = Pick<AppRow, "sideId" | "returnsTo">;

/**
 * The address that an app's provider sends browsers back below: the deployment's, or its side's own domain where the app was entered with that. It stays
 * what it was when a domain comes: the provider takes no other.
 */
export function returnAddress(ctx: Ctx, publicUrl: string, app: Returning | null): Promise<string> {
  const { sideId, returnsTo } = app ?? { sideId: null, returnsTo: null };
  if (sideId === null || returnsTo === null) return Promise.resolve(publicUrl);
  return leadingOr(ctx, publicUrl, { sideId, own: addressOf(publicUrl, returnsTo) });
}

/** Where a try goes on: what its first page keeps in the browser is kept at the address that was open to it when it began. */
export function attemptAddress(ctx: Ctx, publicUrl: string, row: { sideId: string; returnAddress: string }): Promise<string> {
  return leadingOr(ctx, publicUrl, { sideId: row.sideId, own: row.returnAddress });
}

async function leadingOr(ctx: Ctx, publicUrl: string, { sideId, own }: { sideId: string; own: string }): Promise<string> {
  if (own === publicUrl) return publicUrl;
  const leading = await transaction(ctx.tx ? ctx : engineCtx(ctx, "connections", ctx.trace), ({ tx }) =>
    readLeadingAddresses(tx, publicUrl, sideId),
  );
  return leading.includes(own) ? own : publicUrl;
}

/** Where a provider sends browsers back to. */
export const redirectAt = (address: string): string => `${address}/connect/return`;
