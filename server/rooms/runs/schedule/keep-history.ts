import type { BlobStore } from "../../../base/blobs/index.ts";
import { firstIdOf, transaction, type Ctx } from "../../../base/index.ts";
import { endRuns, waitedEnding } from "../queue/end-runs.ts";
import { expireLimited } from "../queue/expire-limited.ts";
import type { RunSettings } from "../settings.ts";
import { forgetAsked } from "../store/asked.ts";
import { forgetCooling } from "../store/cooling.ts";
import { dropDeliveries } from "../store/deliveries.ts";
import { forgetEventDays, forgetEvents } from "../store/events.ts";
import { forgetRates } from "../store/limits.ts";
import { dropInputs, dropWeeks, listOldLogs, makeWeek, pruneStates } from "../store/maintenance.ts";
import { forgetRunners } from "../store/runners.ts";
import { lockOverdue } from "../store/runs.ts";

const dayMs = 86_400_000;
/** A partition a week: a day's would make planning a list over a year ten times as dear (370 partitions: 110 ms). */
const weekMs = 7 * dayMs;
const keptStates = 20;
const page = 500;

/** Makes the partitions of this week and the next. @returns how many were missing */
export async function makePartitions(ctx: Ctx): Promise<number> {
  return makePartitionsOf(ctx, ctx.clock.now() - dayMs, ctx.clock.now() + weekMs);
}

/** Makes the partitions of a span; each week in a transaction of its own, since making one locks the table a moment. */
export async function makePartitionsOf(ctx: Ctx, from: number, to: number): Promise<number> {
  let made = 0;
  for (let start = weekOf(from); start <= to; start += weekMs) {
    made += await transaction(ctx, ({ tx }) => makeWeek(tx, dayName(start), firstIdOf(start), firstIdOf(start + weekMs)));
  }
  return made;
}

function weekOf(milliseconds: number): number {
  return Math.floor(milliseconds / weekMs) * weekMs;
}

function dayName(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10).replaceAll("-", "");
}

/** Forgets history older than the settings keep it: logs' blobs first, then whole weeks of rows. @returns the partitions dropped */
export async function dropHistory(ctx: Ctx, blobs: BlobStore, settings: Pick<RunSettings, "historyDays">): Promise<string[]> {
  const before = weekOf(ctx.clock.now() - settings.historyDays * dayMs);
  let after = { runId: firstIdOf(0), attempt: 0, seq: 0 };
  for (;;) {
    const old = await transaction(ctx, ({ tx }) => listOldLogs(tx, firstIdOf(before), after, page));
    for (const { key } of old) await blobs.remove(key);
    const last = old.at(-1);
    if (!last) break;
    after = last;
  }
  return transaction(ctx, ({ tx }) => dropWeeks(tx, dayName(before)));
}

/** As long as operation ids of installations are known. */
const askedDays = 30;

/** Small chores of the room: bodies, inputs, old states and runners that nobody needs any more. */
export async function sweepRuns(ctx: Ctx, blobs: BlobStore, settings: Pick<RunSettings, "deliveryDays">): Promise<void> {
  const before = firstIdOf(ctx.clock.now() - settings.deliveryDays * dayMs);
  while ((await transaction(ctx, ({ tx }) => dropDeliveries(tx, before, page))) === page);
  await forgetOldEvents(ctx);
  while ((await transaction(ctx, ({ tx, clock }) => forgetAsked(tx, clock.now() - askedDays * dayMs, page))) === page);
  await transaction(ctx, ({ tx }) => dropInputs(tx, before));
  const unused = await transaction(ctx, ({ tx }) => pruneStates(tx, keptStates));
  for (const key of unused) await blobs.remove(key);
  await transaction(ctx, ({ tx }) => forgetRunners(tx));
  await transaction(ctx, ({ tx, clock }) => forgetRates(tx, clock.now() - dayMs));
  await transaction(ctx, ({ tx, clock }) => forgetCooling(tx, clock.now() - dayMs));
}

/** How long an event that comes again is known: no provider tries longer, and a copy of one without a timestamp is refused that long. */
const eventDays = 30;

async function forgetOldEvents(ctx: Ctx): Promise<void> {
  const before = ctx.clock.now() - eventDays * dayMs;
  while ((await transaction(ctx, ({ tx }) => forgetEvents(tx, before, page))) === page);
  await transaction(ctx, ({ tx }) => forgetEventDays(tx, before - dayMs));
}

/** Ends what has waited too long. @returns how many runs ended */
export async function expireWaiting(ctx: Ctx, settings: Pick<RunSettings, "queueTtlMs">): Promise<number> {
  return transaction(ctx, async (inner) => {
    const now = inner.clock.now();
    const overdue = await lockOverdue(inner.tx, firstIdOf(now - settings.queueTtlMs), page);
    const waited = `${Math.round(settings.queueTtlMs / dayMs)} days`;
    const endings = overdue.map((run) => waitedEnding(run, now, { waited }));
    return (await endRuns(inner, endings)).ended.length + (await expireLimited(inner, page));
  });
}
