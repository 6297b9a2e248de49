import type { Ctx } from "../ctx.ts";
import { transaction } from "../db/index.ts";
import { dropGivenUp, dropHeard } from "./store.ts";

const dayMs = 86_400_000;
const keptDays = 7;
const givenUpDays = 90;
const mostRows = 5_000;

/**
 * Forgets facts that all of these handlers heard a week ago or longer; what one of them put aside stays with it, for 90 days when it was given up.
 * @param names every handler there is: a fact that one of them still has to hear stays. @returns how many went
 */
export async function sweepFacts(ctx: Ctx, names: readonly string[]): Promise<number> {
  const before = (days: number): number => ctx.clock.now() - days * dayMs;
  await transaction(ctx, ({ tx }) => dropGivenUp(tx, before(givenUpDays)));
  for (let all = 0; ;) {
    const gone = await transaction(ctx, ({ tx }) => dropHeard(tx, { names, before: before(keptDays), most: mostRows }));
    all += gone.facts;
    if (gone.rows === 0) return all;
  }
}
