// The scheduler in a process of its own, told over IPC where its database is and how long to stay; says what it took.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import { openBlobStore } from "../../server/base/blobs/index.ts";
import { createLog, giveMemoryBack, openDb, realClock, type DbSettings } from "../../server/base/index.ts";
import { createWake, defaultSettings, startScheduler } from "../../server/rooms/runs/index.ts";
import type { SchedulerCost } from "./watch-scheduler.ts";

/** Where every statement passes, however many are asked at once. */
interface Wire {
  execute(...args: unknown[]): void;
  query(text: string): void;
}

/** What is done once at a start is over by then, the last look of the collector too. */
const settleMs = 12_000;

process.once("message", (message) => void watch(message as { connection: DbSettings["connection"]; ms: number }));

async function watch({ connection, ms }: { connection: DbSettings["connection"]; ms: number }): Promise<void> {
  const bareMb = process.memoryUsage.rss() / 1e6;
  const db = openDb({ connection, max: 5, name: "idle scheduler" });
  let queries = 0;
  db.pool.on("connect", (client) => {
    const { connection: wire } = client as pg.PoolClient & { connection: Wire };
    const { execute, query } = wire;
    wire.execute = (...args) => ((queries += 1), execute.apply(wire, args));
    wire.query = (text) => ((queries += text.split(";").length), query.call(wire, text));
  });
  const blobs = openBlobStore({ kind: "files", folder: join(tmpdir(), "no-blobs") });
  const log = createLog({ level: "error" });
  const scheduler = await startScheduler({
    db,
    clock: realClock,
    log,
    keys: undefined,
    blobs,
    wake: createWake(),
    settings: defaultSettings,
  });
  // As the server process does once it has started.
  giveMemoryBack();
  await wait(settleMs);
  queries = 0;
  const before = process.cpuUsage();
  await wait(ms);
  const { user, system } = process.cpuUsage(before);
  const cost: SchedulerCost = {
    rssMb: process.memoryUsage.rss() / 1e6,
    bareMb,
    cpuPercent: ((user + system) / 1_000 / ms) * 100,
    queriesPerSecond: queries / (ms / 1_000),
  };
  process.send?.(cost);
  await scheduler.stop();
  await db.close();
  process.disconnect?.();
}
