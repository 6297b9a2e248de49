import { EventEmitter } from "node:events";
import { Logger, run, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import { PgBoss } from "pg-boss";
import { createEmptyDatabase } from "../../server/testing/postgres.ts";

/** Another's queue with jobs that do nothing: fills, then works all off. @returns jobs a second */
export type Peer = (jobs: number) => Promise<number>;

/**
 * graphile-worker in a database of its own; batched: 500 fetched at a time, completions joined, 24 at once; else 8 at once.
 * @param work what each job does; nothing when left out
 */
export async function openGraphile(batched: boolean, work: Work = () => undefined): Promise<Peer> {
  const { superuser } = await createEmptyDatabase();
  const pool = new pg.Pool({ ...superuser, max: 12 });
  pool.on("error", () => undefined);
  await (await start(pool, batched, new EventEmitter(), work)).stop();
  return async (jobs) => {
    await pool.query("select graphile_worker.add_job('noop', '{}'::json) from generate_series(1, $1)", [jobs]);
    await pool.query("analyze graphile_worker._private_jobs");
    const events: WorkerEvents = new EventEmitter();
    const began = performance.now();
    const done = new Promise<void>((resolve) => {
      let count = 0;
      events.on("job:success", () => {
        count += 1;
        if (count === jobs) resolve();
      });
    });
    const runner = await start(pool, batched, events, work);
    await done;
    while (!(await isEmpty(pool))) await new Promise((resolve) => setTimeout(resolve, 5));
    const seconds = (performance.now() - began) / 1_000;
    await runner.stop();
    return jobs / seconds;
  };
}

type Work = () => Promise<void> | undefined;

function start(pgPool: pg.Pool, batched: boolean, events: WorkerEvents, work: Work) {
  const worker = batched
    ? { concurrentJobs: 24, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 }
    : { concurrentJobs: 8 };
  const logger = new Logger(() => () => undefined);
  return run({ pgPool, events, logger, noHandleSignals: true, taskList: { noop: () => work() }, preset: { worker } });
}

async function isEmpty(pool: pg.Pool): Promise<boolean> {
  return (await pool.query("select 1 from graphile_worker._private_jobs limit 1")).rowCount === 0;
}

/** pg-boss in a database of its own: 500 fetched and completed at a time. */
export async function openBoss(): Promise<Peer> {
  const { superuser } = await createEmptyDatabase();
  const boss = new PgBoss({ ...superuser, supervise: false, schedule: false });
  boss.on("error", () => undefined);
  await boss.start();
  await boss.createQueue("noop");
  return async (jobs) => {
    for (let from = 0; from < jobs; from += 1_000)
      await boss.insert(
        "noop",
        Array.from({ length: Math.min(1_000, jobs - from) }, () => ({ data: {} })),
      );
    const began = performance.now();
    for (let left = jobs; left > 0;) {
      const got = await boss.fetch("noop", { batchSize: 500 });
      if (got.length === 0) throw new Error("pg-boss gave nothing");
      await boss.complete(
        "noop",
        got.map((job) => job.id),
      );
      left -= got.length;
    }
    return jobs / ((performance.now() - began) / 1_000);
  };
}
