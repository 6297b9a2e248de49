import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Db, DbSettings } from "../../server/base/index.ts";

/** What a scheduler alone in its process takes while nothing is due. */
export interface SchedulerCost {
  rssMb: number;
  /** Of the same process before it began. */
  bareMb: number;
  cpuPercent: number;
  /** Statements, those in one message counted apart. */
  queriesPerSecond: number;
}

/** Runs the product's scheduler in a process of its own for a while. */
export async function watchScheduler(db: Db, ms: number): Promise<SchedulerCost> {
  const { host, port, user, database } = db.pool.options;
  const connection: DbSettings["connection"] = {
    host: host ?? "",
    user: user ?? "",
    database: database ?? "",
    ...(port === undefined ? {} : { port }),
  };
  const child = fork(join(import.meta.dirname, "idle-scheduler.ts"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  child.send({ connection, ms });
  const [cost] = (await once(child, "message")) as [SchedulerCost];
  await once(child, "exit");
  return cost;
}
