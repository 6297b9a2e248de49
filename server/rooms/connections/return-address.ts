import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import { addressOf, readLeadingAddresses } from "../identity/index.ts";
import type { AppRow } from "./store/apps.ts";

type Returning = Pick<AppRow, "sideId" | "returnsTo">;

/**
 * The address that an app's provider sends browsers back below: the deployment's, or its side's own domain where the app was entered with that. It stays
 * what it was when a domain comes: the provider takes no other.
 */
export async function returnAddress(ctx: Ctx, publicUrl: string, app: Returning | null): Promise<string> {
  const { sideId, returnsTo } = app ?? { sideId: null, returnsTo: null };
  if (sideId === null || returnsTo === null) return publicUrl;
  const own = addressOf(publicUrl, returnsTo);
  const leading = await transaction(ctx.tx ? ctx : engineCtx(ctx, "connections", ctx.trace), ({ tx }) =>
    readLeadingAddresses(tx, publicUrl, sideId),
  );
  return leading.includes(own) ? own : publicUrl;
}

/** Where a provider sends browsers back to. */
export const redirectAt = (address: string): string => `${address}/connect/return`;
