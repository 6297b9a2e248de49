import type { Ctx } from "../ctx.ts";
import { transaction } from "../db/index.ts";
import { listBehind, listRetried } from "./store.ts";

/** Of these handlers those with facts to hear, in one question for all of them, so that an idle deployment asks little. */
export async function findBehind(ctx: Ctx, names: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set(await transaction(ctx, ({ tx }) => listBehind(tx, names)));
}

/** Of these handlers those with facts put aside whose time has come. */
export async function findRetried(ctx: Ctx, names: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set(await transaction(ctx, ({ tx }) => listRetried(tx, names, ctx.clock.now())));
}
