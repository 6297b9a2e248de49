import { engineCtx, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { lockDuePauses, resumeRows, staysPaused } from "./store/pauses.ts";
import { tell } from "./tell.ts";

const batch = 200;

/**
 * Engine verb. Installations whose pause is over go on, and their schedules make up for times missed as their programs say; those of a customer that is
 * closed stay until its people decide. @returns how many were due
 */
export function resumeDue(ctx: Ctx): Promise<number> {
  return transaction(engineCtx(ctx, "pauses", ctx.trace), async (inner) => {
    const due = await lockDuePauses(inner.tx, inner.clock.now(), batch);
    if (due.length === 0) return 0;
    await staysPaused(
      inner.tx,
      due.filter(({ closed }) => closed).map(({ id }) => id),
    );
    await resumeAll(inner, new Map(due.filter(({ closed }) => !closed).map(({ id, pausedAt }) => [id, pausedAt])));
    return due.length;
  });
}

async function resumeAll(ctx: TxCtx, since: ReadonlyMap<string, number | null>): Promise<void> {
  for (const row of await resumeRows(ctx.tx, [...since.keys()])) {
    const change = { before: { state: "paused" }, after: { state: row.state } };
    await tell(ctx, "resume", row, { ...change, data: { madeUpFrom: since.get(row.id) ?? null } });
  }
}
