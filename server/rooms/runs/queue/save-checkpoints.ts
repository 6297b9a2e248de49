import { transaction, type Ctx } from "../../../base/index.ts";
import type { ClaimedRun } from "../states.ts";
import { lockFenced } from "../store/endings.ts";
import { saveProgress } from "../store/claims.ts";
import { saveStates, type StateValue } from "../store/states.ts";

export interface Checkpoint {
  run: ClaimedRun;
  state: StateValue | null;
  progress: object | null;
  counts: object;
}

/** Engine verb. Keeps what a running program has reported so far, under its fence. False: the run is not this runner's any more. */
export async function saveCheckpoint(ctx: Ctx, checkpoint: Checkpoint): Promise<boolean> {
  const { run, state } = checkpoint;
  return transaction(ctx, async ({ tx, clock }) => {
    const [row] = await lockFenced(tx, [run]);
    if (!row) return false;
    await saveProgress(tx, run.runId, checkpoint.progress, checkpoint.counts);
    if (state)
      await saveStates(tx, [
        {
          ...state,
          sideId: run.sideId,
          customerId: run.customerId,
          publisherId: run.publisherId,
          installationId: run.installationId,
          channel: "sync",
          runId: run.runId,
          attempt: run.attempt,
          at: clock.now(),
        },
      ]);
    return true;
  });
}
