import { engineCtx, firstIdOf, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { applyFact, type Change } from "./apply-fact.ts";
import { silentAt } from "./silent-at.ts";
import { putHealth } from "./store/health.ts";
import { listUnjudged, type Unjudged } from "./store/past.ts";

const batch = 200;
const pastMs = 28 * 86_400_000;

/**
 * Engine verb. Judges installations that nothing was heard of, from before this was kept, or those named, moved in with their history, by their
 * last runs; tells nobody. @returns how many
 */
export async function adoptHealth(ctx: Ctx, named?: readonly string[]): Promise<number> {
  const engine = engineCtx(ctx, "adopt", ctx.trace);
  let adopted = 0;
  for (let last = batch; last === batch; adopted += last) {
    const ids = named?.slice(adopted, adopted + batch) ?? null;
    last = await transaction(engine, (inner) => adoptSome(inner, ids));
  }
  return adopted;
}

async function adoptSome(ctx: TxCtx, ids: readonly string[] | null): Promise<number> {
  const found = await listUnjudged(ctx.tx, firstIdOf(ctx.clock.now() - pastMs), batch, ids);
  await putHealth(
    ctx.tx,
    found.flatMap((one) => judge(ctx, one)),
  );
  return ids?.length ?? found.length;
}

function judge(ctx: TxCtx, { since, failingSince, runs, ...subject }: Unjudged) {
  const change: Change = { rows: new Map(), touched: new Set(), news: [], over: new Map(), turned: new Map() };
  applyFact(change, { type: "installation.installed", subject: subject.installationId, at: since, data: {} }, subject);
  for (const { id, at, outcome, failureClass, trigger } of runs)
    applyFact(change, { type: "run.finished", subject: id, at, data: { outcome, failureClass, trigger } }, subject);
  // What should have worked long ago is expected from now on: an upgrade is nobody's alarm.
  return [...change.rows.values()].map((row) => ({
    ...row,
    failingSince,
    silentDueAt: silentAt({ ...row, anchorAt: Math.max(row.anchorAt, ctx.clock.now()), jitterMs: subject.jitterMs }),
  }));
}
