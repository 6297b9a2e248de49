import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { newId, transaction } from "../../server/base/index.ts";
import { defaultSettings } from "../../server/rooms/runs/index.ts";
import { completeRuns, makeCompletion, putLimit, readHeld } from "../../server/rooms/runs/testing.ts";
import { reportFigure } from "../kit/figures.ts";
import { listSpans } from "./store.ts";
import type { Size } from "./size.ts";
import { fill, freeLead, newCustomers, openPlace, type Claims, type Place } from "./place.ts";

const slots = 60;
const cap = 4;
const customers = 10;
const leaderLeaseMs = 1_000;
const dispatchers = 4;

/** Four dispatchers, one after the other killed or frozen longer than its lease, while customers have ten times what their cap lets run. */
export async function benchCaps({ short }: Size): Promise<void> {
  const runs = short ? 2_000 : 100_000;
  const place = await openPlace(slots);
  const { engine } = place;
  const owners = newCustomers(customers);
  for (const customerId of owners) {
    const nothing = { weight: null, perMinute: null, waiting: null, waitMinutes: null, plan: null, sideId: null };
    const row = {
      id: newId(engine.clock),
      kind: "customer" as const,
      subjectId: customerId,
      customerId,
      setBy: "operator" as const,
      ...nothing,
    };
    await transaction(engine, ({ tx }) => putLimit(tx, { ...row, atOnce: cap, changedAt: engine.clock.now() }));
  }
  await fill(place, runs, owners);
  await transaction(engine, ({ tx }) => tx.run("analyze runs.ready"));
  await freeLead(engine);
  const troubles = startTroubles(place);
  const { most, ended } = await work(place, runs);
  const { killed, frozen } = await troubles.stop();
  const spans = await transaction(engine, ({ tx }) => listSpans(tx));
  const told = Math.max(...owners.map((owner) => mostAtOnce(spans.filter((span) => span.customerId === owner))));
  const about = { runs: ended, customers, cap, dispatchers, killed, frozen, mostByHistory: told };
  reportFigure({
    name: "most runs at once under a cap of 4, dispatchers killed and frozen",
    ours: Math.max(most, told),
    floor: cap,
    judged: "ours",
    atMost: cap,
    about,
  });
  reportFigure({ name: "runs served meanwhile", ours: ended, floor: runs, atLeast: 1, about: { attempts: spans.length } });
}

/** A runner that ends all it holds at once, looking at the table only; the most it saw of one customer. */
async function work({ engine, runnerId }: Place, runs: number): Promise<{ most: number; ended: number }> {
  let [most, ended] = [0, 0];
  while (ended < runs) {
    const held = await readHeld(engine, runnerId);
    for (const count of countBy(held).values()) most = Math.max(most, count);
    if (held.length === 0) await wait(2);
    else
      ended += (
        await completeRuns(
          engine,
          held.map((run) => makeCompletion(engine.clock, run)),
          defaultSettings,
        )
      ).ended.length;
  }
  return { most, ended };
}

function countBy(held: Claims): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { customerId } of held) counts.set(customerId, (counts.get(customerId) ?? 0) + 1);
  return counts;
}

/** In turn, one dispatcher is killed and another started, or it is frozen past its lease and goes on. */
function startTroubles({ world }: Place): { stop(): Promise<{ killed: number; frozen: number }> } {
  const connection = world.connection;
  const start = (): ChildProcess =>
    spawn(process.execPath, [join(import.meta.dirname, "dispatcher.ts"), JSON.stringify({ connection, leaderLeaseMs })], {
      stdio: ["pipe", "inherit", "inherit"],
    });
  const children = Array.from({ length: dispatchers }, start);
  const count = { killed: 0, frozen: 0 };
  const asked = { stop: false };
  const done = (async () => {
    for (let turn = 0; !asked.stop; turn++) {
      await wait(leaderLeaseMs);
      const child = children[turn % dispatchers];
      if (turn % 8 < 4) {
        child?.kill("SIGKILL");
        children[turn % dispatchers] = start();
        count.killed += 1;
      } else {
        child?.kill("SIGSTOP");
        await wait(leaderLeaseMs * 2.5);
        child?.kill("SIGCONT");
        count.frozen += 1;
      }
    }
  })();
  return {
    stop: async () => {
      asked.stop = true;
      await done;
      for (const child of children) child.kill("SIGKILL");
      return count;
    },
  };
}

/** How many of these spans lie over one another at most. */
function mostAtOnce(spans: readonly { claimedAt: number; endedAt: number }[]): number {
  const steps = spans.flatMap(({ claimedAt, endedAt }) => [
    { at: claimedAt, by: 1 },
    { at: endedAt, by: -1 },
  ]);
  let [now, most] = [0, 0];
  for (const { by } of steps.toSorted((one, other) => one.at - other.at || one.by - other.by)) most = Math.max(most, (now += by));
  return most;
}
