import { readId } from "@stoa/contract";
import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import type { Within } from "./authorize.ts";
import { findHostOfSide } from "./store/tenants.ts";

/** The origins that may frame the shop of a side (its public id); none for an unknown side, or at a host's own domain for any but its own. */
export async function readFramingOrigins(ctx: Pick<Ctx, "db" | "clock" | "log">, side: string, within?: Within): Promise<string[]> {
  const sideId = side === "" && within ? within.sideId : readId("side", side);
  if (sideId === undefined || (within && within.sideId !== sideId)) return [];
  const host = await transaction(engineCtx(ctx, "framing-origins"), ({ tx }) => findHostOfSide(tx, sideId));
  return host?.origins ?? [];
}
