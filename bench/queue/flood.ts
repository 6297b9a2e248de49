import { setTimeout as wait } from "node:timers/promises";
import { newId, transaction } from "../../server/base/index.ts";
import { defaultSettings, enqueueRuns } from "../../server/rooms/runs/index.ts";
import { makeRun, makeTarget } from "../../server/rooms/runs/testing.ts";
import { median, percentile, reportFigure } from "../kit/figures.ts";
import type { Size } from "./size.ts";
import { fill, freeLead, newCustomers, openPlace, type Place } from "./place.ts";
import { startWorker, type Worker } from "./worker.ts";

const jobMs = 20;
const slots = 8;
const quietCount = 20;
/** Of all quiet customers together. */
const quietEveryMs = 100;

/** One customer has 100,000 runs waiting, twenty others trigger ten a second together. */
export async function benchFlood({ short, repeats }: Size): Promise<void> {
  const place = await openPlace(slots);
  const backlog = short ? 20_000 : 100_000;
  const spanMs = short ? 4_000 : 10_000;
  const [flooder = ""] = newCustomers(1);
  await fill(place, backlog, [flooder]);
  await transaction(place.engine, ({ tx }) => tx.run("analyze runs.ready"));
  await freeLead(place.engine);
  const worker = startWorker(place, place.runnerId, jobMs);
  worker.tell([flooder]);
  await wait(1_000);
  const rates: Record<"solo" | "shared", number[]> = { solo: [], shared: [] };
  const waits: number[] = [];
  let asked = 0;
  for (let repeat = 0; repeat < repeats * 2; repeat++) {
    const kind = repeat % 2 === 0 ? "solo" : "shared";
    const before = countOf(worker, flooder);
    const began = performance.now();
    if (kind === "solo") await wait(spanMs);
    else {
      const quiet = await triggerQuietly(place, worker, spanMs);
      asked += quiet.asked;
      waits.push(...quiet.waits);
    }
    rates[kind].push((countOf(worker, flooder) - before) / ((performance.now() - began) / 1_000));
  }
  await worker.stop();
  const about = { unit: "ms", backlog, quietCustomers: quietCount, slots, jobMs, asked, served: waits.length, p50: median(waits) };
  reportFigure({
    name: "p99 wait of quiet customers beside a flood",
    ours: percentile(waits, 0.99),
    floor: jobMs,
    judged: "ours",
    atMost: 5 * jobMs + 50,
    about,
  });
  reportFigure({ name: "quiet customers' runs served", ours: waits.length, floor: asked, atLeast: 1, about: { asked } });
  const flood = { unit: "runs a second", slots, jobMs, repeats };
  reportFigure({
    name: "rate of the flood beside its solo rate",
    ours: median(rates.shared),
    floor: median(rates.solo),
    atLeast: 0.85,
    about: flood,
  });
}

const countOf = (worker: Worker, customerId: string): number => worker.served.filter((run) => run.customerId === customerId).length;

/** Triggers as the API does, and waits for all to be begun. @returns the waits of those that were, in milliseconds */
async function triggerQuietly({ engine }: Place, worker: Worker, spanMs: number): Promise<{ asked: number; waits: number[] }> {
  const targets = newCustomers(quietCount).map((customerId) => makeTarget(engine.clock, { customerId }));
  const asked = new Set<string>();
  const began = performance.now();
  for (let turn = 0; performance.now() - began < spanMs; turn++) {
    const target = { ...(targets[turn % quietCount] ?? makeTarget(engine.clock)), installationId: newId(engine.clock) };
    const run = makeRun(engine.clock, target);
    asked.add(run.runId);
    await enqueueRuns(engine, [run], defaultSettings);
    worker.tell([target.customerId]);
    await wait(Math.max(0, began + (turn + 1) * quietEveryMs - performance.now()));
  }
  const isServed = (): number => worker.served.filter((run) => asked.has(run.runId)).length;
  for (let tries = 0; isServed() < asked.size && tries < 100; tries++) await wait(50);
  const waits = worker.served.filter((run) => asked.has(run.runId)).map((run) => run.claimedAt - run.queuedAt);
  return { asked: asked.size, waits };
}
