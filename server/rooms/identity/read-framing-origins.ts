import { readId } from "@stoa/contract";
import { engineCtx, transaction, type Ctx } from "../../base/index.ts";
import { findHostOfSide } from "./store/tenants.ts";

/** The origins that may frame the shop of a side (its public id); none for an unknown side. */
export async function readFramingOrigins(ctx: Pick<Ctx, "db" | "clock" | "log">, side: string): Promise<string[]> {
  const sideId = readId("side", side);
  if (sideId === undefined) return [];
  const host = await transaction(engineCtx(ctx, "framing-origins"), ({ tx }) => findHostOfSide(tx, sideId));
  return host?.origins ?? [];
}
