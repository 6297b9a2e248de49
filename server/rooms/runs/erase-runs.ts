import type { BlobStore } from "../../base/blobs/index.ts";
import { engineCtx, transaction, type Ctx, type Fact, type FactHandler, type TxCtx } from "../../base/index.ts";
import {
  claimErasing,
  dropRuns,
  dropStates,
  dropTheRest,
  endErasing,
  isGoing,
  listLogKeys,
  listRunIds,
  putErasing,
} from "./store/erasing.ts";

const batch = 500;
const leaseMs = 600_000;
const waitMs = 60_000;

/** Notes which installations' runs are to be erased; that takes longer than a fact may. */
export const followErased: FactHandler = {
  name: "runs.follow-erased",
  types: ["installation.erased"],
  handle: async (ctx: TxCtx, { subject, sideId, customerId }: Fact) => {
    if (sideId !== null && customerId !== null)
      await putErasing(ctx.tx, { installationId: subject, sideId, customerId, now: ctx.clock.now() });
  },
};

/**
 * Engine verb. Erases runs, logs, state and all else this room keeps of one installation that is due: first the bytes, then the rows that name them,
 * so that it can be taken up again anywhere. One with a run under way waits for its end. @returns how many were due
 */
export async function eraseRuns(ctx: Ctx, blobs: BlobStore): Promise<number> {
  const engine = engineCtx(ctx, "erase", ctx.trace);
  const due = await transaction(engine, ({ tx, clock }) => claimErasing(tx, clock.now(), leaseMs));
  if (!due) return 0;
  const { installationId } = due;
  if (await transaction(engine, ({ tx, clock }) => isGoing(tx, installationId, clock.now() + waitMs))) return 1;
  for (;;) {
    const runIds = await transaction(engine, ({ tx }) => listRunIds(tx, installationId, batch));
    if (runIds.length === 0) break;
    for (const key of await transaction(engine, ({ tx }) => listLogKeys(tx, runIds))) await blobs.remove(key);
    await transaction(engine, ({ tx }) => dropRuns(tx, runIds));
  }
  for (const key of await transaction(engine, ({ tx }) => dropStates(tx, installationId))) await blobs.remove(key);
  await transaction(engine, async ({ tx }) => {
    await dropTheRest(tx, installationId);
    await endErasing(tx, installationId);
  });
  return 1;
}
