import { transaction, type Ctx } from "../../base/index.ts";
import { forgetAlerts } from "./store/alerts.ts";

const keptMs = 400 * 86_400_000;

/** Forgets alerts that closed more than 400 days ago, and what was told of them. */
export async function sweepAlerts(ctx: Ctx): Promise<void> {
  await transaction(ctx, ({ tx }) => forgetAlerts(tx, ctx.clock.now() - keptMs));
}
