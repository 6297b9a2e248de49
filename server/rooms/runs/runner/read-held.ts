import { transaction, type Ctx } from "../../../base/index.ts";
import type { ClaimedRun } from "../states.ts";
import { listHanded, listHeld, listHeldAnyhow, replaceHanded } from "../store/handed.ts";

/** Notes of what a runner was given may name so many runs more than twice those it holds, before they are written anew. */
const mostStale = 64;

/**
 * Engine verb. What a runner holds, by the table. Where what it was given is mostly over, that is forgotten. @param everything looks at every open
 * run, also for what nobody noted
 */
export async function readHeld(ctx: Ctx, runnerId: string, everything = false): Promise<ClaimedRun[]> {
  return transaction(ctx, async ({ tx }) => {
    // Before what it holds: what a claim notes meanwhile stays.
    const handed = await listHanded(tx, runnerId);
    if (handed.length === 0 && !everything) return [];
    const held = await (everything ? listHeldAnyhow(tx, runnerId) : listHeld(tx, runnerId));
    const noted = handed.reduce((sum, { runs }) => sum + runs, 0);
    const isStale = held.length === 0 || noted > 2 * held.length + mostStale;
    if (isStale || noted < held.length)
      await replaceHanded(
        tx,
        runnerId,
        handed.map(({ id }) => id),
        held.map((run) => run.runId),
      );
    return held;
  });
}
