import { transaction, type Ctx } from "../../../base/index.ts";
import { dropDays } from "../store/days.ts";

const dayMs = 86_400_000;
const installationDays = 400;
const listingDays = 800;

/** Engine: forgets sums older than any page asks for. */
export async function sweepDays(ctx: Ctx): Promise<void> {
  const before = (days: number): string => new Date(ctx.clock.now() - days * dayMs).toISOString().slice(0, 10);
  await transaction(ctx, ({ tx }) => dropDays(tx, { installations: before(installationDays), listings: before(listingDays) }));
}
