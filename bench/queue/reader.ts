import pg from "pg";
import { setTimeout as wait } from "node:timers/promises";
import { dispatchOnce, noteWaiting } from "../../server/rooms/runs/testing.ts";
import { median, percentile, reportFigure } from "../kit/figures.ts";
import type { Size } from "./size.ts";
import { complete, fill, newCustomers, openPlace, type Place } from "./place.ts";

const slots = 20;
const everyMs = 40;

/** Claims at 500 runs a second while a reader holds one snapshot, beside the same without. The short form holds it for a minute. */
export async function benchReader({ short }: Size): Promise<void> {
  const holdMs = short ? 60_000 : 600_000;
  const place = await openPlace(slots);
  const owners = newCustomers(50);
  await claimFor(place, owners, 5_000);
  const calm = await claimFor(place, owners, Math.min(holdMs, 60_000));
  const reader = new pg.Client(place.world.connection);
  await reader.connect();
  // The cluster ends who stands idle in a transaction for a minute; the driver does not pass a setting of 0 on.
  await reader.query("set idle_in_transaction_session_timeout = 0");
  await reader.query("begin isolation level repeatable read");
  await reader.query("select pg_current_snapshot()");
  const held = await claimFor(place, owners, holdMs);
  await reader.query("rollback");
  await reader.end();
  const lately = held.slice(-Math.ceil(held.length / 4));
  const about = {
    unit: "ms",
    heldSeconds: holdMs / 1_000,
    claims: held.length,
    runs: held.length * slots,
    p50: { calm: median(calm), held: median(held) },
    p99LastQuarter: percentile(lately, 0.99),
  };
  reportFigure({
    name: "claim p99 while a reader holds a transaction",
    ours: percentile(held, 0.99),
    floor: percentile(calm, 0.99),
    atMost: 3,
    about,
  });
}

/** Queues, claims and completes a batch at each step; the time each claim took. */
async function claimFor(place: Place, owners: readonly string[], spanMs: number): Promise<number[]> {
  const times: number[] = [];
  const began = performance.now();
  for (let turn = 0; performance.now() - began < spanMs; turn++) {
    const from = (turn * slots) % owners.length;
    const these = owners.slice(from, from + slots);
    await fill(place, slots, these);
    noteWaiting(place.mind, these);
    const asked = performance.now();
    const claims = await dispatchOnce(place.engine, place.mind);
    times.push(performance.now() - asked);
    await complete(place, claims);
    await wait(Math.max(0, began + (turn + 1) * everyMs - performance.now()));
  }
  return times;
}
