import { setTimeout as wait } from "node:timers/promises";
import { dispatchFacts, newId, realClock, transaction, type Ctx, type FactHandler } from "../../server/base/index.ts";
import { defaultSettings, enqueueRuns } from "../../server/rooms/runs/index.ts";
import {
  completeRuns,
  createMind,
  dispatchOnce,
  insertRunner,
  makeCompletion,
  makeRun,
  makeTarget,
  renewLead,
} from "../../server/rooms/runs/testing.ts";
import { openWorld, type World } from "../../server/testing/index.ts";

type Mind = ReturnType<typeof createMind>;
export type Claims = Awaited<ReturnType<typeof dispatchOnce>>;

/** A database of its own with the product's tables, policies and statements, and a leader in this process. */
export interface Place {
  world: World;
  engine: Ctx;
  mind: Mind;
  runnerId: string;
}

export async function openPlace(slots: number): Promise<Place> {
  const world = await openWorld();
  const engine: Ctx = { ...world.engine, clock: realClock };
  const runnerId = newId(realClock);
  await transaction(engine, ({ tx }) =>
    insertRunner(tx, { id: runnerId, place: "bench", workSlots: slots, probeSlots: 0, about: {}, leaseMs: 3_600_000 }),
  );
  const mind = createMind(newId(realClock), defaultSettings);
  await freeLead(engine);
  await renewLead(engine, mind, 3_600_000);
  return { world, engine, mind, runnerId };
}

/** Lets another dispatcher lead than the place's own. */
export async function freeLead(engine: Ctx): Promise<void> {
  await transaction(engine, ({ tx }) => tx.run("update runs.leader set lease_until = '-infinity'"));
}

export const newCustomers = (count: number): string[] => Array.from({ length: count }, () => newId(realClock));

/** Queues so many runs, in turn of these customers, each of an installation of its own. */
export async function fill({ engine }: Place, runs: number, customers: readonly string[]): Promise<void> {
  const integrationId = newId(realClock);
  for (let from = 0; from < runs; from += 2_000) {
    const batch = Array.from({ length: Math.min(2_000, runs - from) }, (_, index) =>
      makeRun(realClock, makeTarget(realClock, { customerId: customers[(from + index) % customers.length] ?? "", integrationId })),
    );
    await enqueueRuns(engine, batch, defaultSettings);
  }
}

export async function complete({ engine }: Place, claims: Claims): Promise<number> {
  const done = await completeRuns(
    engine,
    claims.map((claim) => makeCompletion(realClock, claim)),
    defaultSettings,
  );
  return done.ended.length;
}

const listener: FactHandler = {
  name: "bench",
  types: ["run.finished"],
  handle: () => Promise.resolve(),
  handleAll: () => Promise.resolve(),
};

/** Claims and completes all that waits, a claim beside the completions of those before, every fact heard. @returns runs a second */
export async function drain(place: Place, runs: number): Promise<number> {
  const began = performance.now();
  const state = { ended: 0 };
  const hearing = hearAll(place.engine, () => state.ended >= runs);
  const flying: Promise<void>[] = [];
  const end = async (claims: Claims): Promise<void> => {
    const ended = await complete(place, claims);
    state.ended += ended;
  };
  for (let claimed = 0; claimed < runs;) {
    const claims = await dispatchOnce(place.engine, place.mind);
    claimed += claims.length;
    if (claims.length > 0) flying.push(end(claims));
    if (claims.length === 0 || flying.length > 2) await flying.shift();
  }
  await Promise.all(flying);
  if (state.ended !== runs) throw new Error(`${state.ended} of ${runs} runs ended`);
  await hearing;
  return runs / ((performance.now() - began) / 1_000);
}

async function hearAll(engine: Ctx, isOver: () => boolean): Promise<void> {
  for (;;) {
    const over = isOver();
    const { heard } = await dispatchFacts(engine, listener);
    if (heard === 0 && over) return;
    if (heard === 0) await wait(10);
  }
}
