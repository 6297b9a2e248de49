import { transaction, type Ctx } from "../../../base/index.ts";
import { findLeftHeld, findStranded, promoteNext, releaseHeld } from "../store/ready.ts";

/**
 * Lets go what a runner gave back as paused when the pause was over already. Then moves up the next run of each installation that has none in
 * front, as a step that was cut in two may leave it.
 */
export async function wakeLeft(ctx: Ctx): Promise<void> {
  await transaction(ctx, async ({ tx, clock }) => {
    await releaseHeld(tx, await findLeftHeld(tx));
    await promoteNext(tx, await findStranded(tx), clock.now());
  });
}
