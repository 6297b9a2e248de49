import { audit, emitFacts, engineCtx, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { digestOfErasure } from "./show-erasure.ts";
import { endErasure, findErasure, noteFound, postponeErasure, sealErasure, takeErasure, type DueErasure } from "./store/erasures.ts";

/** Whose what a room keeps is. */
export interface KeptOf {
  installationId: string;
  customerId: string;
}

/** What a room keeps of an installation. */
export interface Keeping {
  /** How much there is, by kind. */
  count(ctx: Ctx, of: KeptOf): Promise<Record<string, number>>;
  /** Takes a batch of it away, bytes before the rows that name them. @returns whether there may be more @throws StoaError conflict while some of it is in use */
  erase(ctx: Ctx, of: KeptOf): Promise<boolean>;
}

/** Whoever takes longer over one batch is taken for dead. */
const takenMs = 10 * 60_000;
const busyMs = 60_000;

/**
 * Engine verb. Erases a batch of one uninstalled installation whose hold is over: what there is is counted, taken away room by room, a batch a turn so
 * that a large one keeps no other waiting, and counted again; only when nothing is left it is called erased. @returns how many were due
 */
export async function eraseDue(ctx: Ctx, rooms: readonly Keeping[]): Promise<number> {
  const engine = engineCtx(ctx, "erasures", ctx.trace);
  const now = engine.clock.now();
  const due = await transaction(engine, ({ tx }) => takeErasure(tx, { now, againAt: now + takenMs }));
  if (!due) return 0;
  try {
    if (!due.counted) await noteAll(engine, rooms, due);
    if (await eraseBatch(engine, rooms, due)) {
      await transaction(engine, ({ tx, clock }) => postponeErasure(tx, due.installationId, clock.now()));
      return 1;
    }
    const left = Object.entries(await countAll(engine, rooms, due)).filter(([, count]) => count > 0);
    if (left.length > 0) throw new StoaError("internal", `${left.map(([kind, count]) => `${count} ${kind}`).join(", ")} are left.`);
    await finish(engine, due);
  } catch (error) {
    if (!(error instanceof StoaError && error.code === "conflict"))
      ctx.log.error(
        { installation: due.installationId, err: error },
        "what was kept of an installation was not erased whole; it is tried again",
      );
    await transaction(engine, ({ tx, clock }) => postponeErasure(tx, due.installationId, clock.now() + busyMs));
  }
  return 1;
}

async function noteAll(engine: Ctx, rooms: readonly Keeping[], due: DueErasure): Promise<void> {
  const found = await countAll(engine, rooms, due);
  await transaction(engine, ({ tx, clock }) => noteFound(tx, { ...due, found, now: clock.now() }));
}

async function eraseBatch(engine: Ctx, rooms: readonly Keeping[], due: DueErasure): Promise<boolean> {
  for (const room of rooms) if (await room.erase(engine, due)) return true;
  return false;
}

async function countAll(engine: Ctx, rooms: readonly Keeping[], of: KeptOf): Promise<Record<string, number>> {
  const counts = await Promise.all(rooms.map((room) => room.count(engine, of)));
  return Object.assign({}, ...counts) as Record<string, number>;
}

async function finish(engine: Ctx, { installationId, title, customerId, sideId, publisherId }: DueErasure): Promise<void> {
  await transaction(engine, async (inner) => {
    const now = inner.clock.now();
    const ended = await endErasure(inner.tx, { id: installationId, title, now });
    const proof = await findErasure(inner.tx, customerId, installationId);
    if (!ended || !proof) return;
    await sealErasure(inner.tx, { id: installationId, digest: digestOfErasure({ ...proof, endedAt: now }), now });
    const tenant = { sideId, customerId, publisherId };
    await audit(inner, { verb: "installation.erased", subject: installationId, ...tenant, after: { found: proof.found } });
    const data = { state: "removed", asked: proof.asked };
    await emitFacts(inner, [{ type: "installation.erased", ...tenant, subject: installationId, subjectVersion: ended.version, data }]);
  });
}
