import type { Tx } from "../../../base/index.ts";
import { handedRuns } from "./handed.ts";

export interface RunnerSlots {
  id: string;
  workSlots: number;
  probeSlots: number;
}

export interface RunnerEntry extends RunnerSlots {
  place: string;
  about: object;
  leaseMs: number;
}

export async function insertRunner(tx: Tx, runner: RunnerEntry): Promise<void> {
  await tx.run(
    `insert into runs.runner (id, place, state, work_slots, probe_slots, about, lease_until)
     values ($1, $2, 'up', $3, $4, $5, clock_timestamp() + $6 * interval '1 ms')`,
    [runner.id, runner.place, runner.workSlots, runner.probeSlots, JSON.stringify(runner.about), runner.leaseMs],
  );
}

/** Renews a lease that still stands. False: it ran out, the runner's runs may be with others. */
export async function renewRunner(tx: Tx, id: string, leaseMs: number, draining: boolean): Promise<boolean> {
  const count = await tx.run(
    `update runs.runner set beat_at = clock_timestamp(), lease_until = clock_timestamp() + $2 * interval '1 ms', state = case when $3 then 'draining' else state end
     where id = $1 and state <> 'gone' and lease_until > clock_timestamp()`,
    [id, leaseMs, draining],
  );
  return count === 1;
}

/** Runners that stopped, or at a place were followed by another, or whose lease ran out, are gone; their ids. */
export async function endRunners(tx: Tx, which: { ids?: readonly string[]; place?: string; expired?: boolean }): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `update runs.runner set state = 'gone', lease_until = least(lease_until, clock_timestamp())
     where state <> 'gone' and (id = any($1::uuid[]) or place = $2 or ($3 and lease_until < clock_timestamp())) returning id`,
    [which.ids ?? [], which.place ?? null, which.expired ?? false],
  );
  return rows.map((row) => row.id);
}

/** How many work runs the runner takes beyond its slots. */
export async function setAhead(tx: Tx, id: string, ahead: number): Promise<void> {
  await tx.run("update runs.runner set ahead = $2 where id = $1", [id, ahead]);
}

/** Runners that may be given runs, with how many they take at a time. */
export function listLiveSlots(tx: Tx): Promise<RunnerSlots[]> {
  return tx.named<RunnerSlots>(
    "runs-live-slots",
    `select id, work_slots + ahead as "workSlots", probe_slots as "probeSlots" from runs.runner where state = 'up' and lease_until > clock_timestamp() order by id`,
  );
}

export interface RunnerRow extends RunnerSlots {
  place: string;
  state: "up" | "draining" | "gone";
  about: object;
  startedAt: number;
  beatAt: number;
  live: boolean;
  running: number;
}

/** Runners of the last day with what they run, for the operator. */
export function listRunners(tx: Tx): Promise<RunnerRow[]> {
  return tx.rows<RunnerRow>(
    `select o.id, o.place, o.state, o.work_slots as "workSlots", o.probe_slots as "probeSlots", o.about, o.started_at as "startedAt", o.beat_at as "beatAt",
       o.lease_until > clock_timestamp() and o.state <> 'gone' as live,
       (select count(*)::int from ${handedRuns("where c.runner_id = o.id")}) as running
     from runs.runner o where o.state <> 'gone' or o.beat_at > clock_timestamp() - interval '1 day' order by o.started_at desc limit 200`,
  );
}

export async function forgetRunners(tx: Tx): Promise<number> {
  return tx.run(`delete from runs.runner r where r.state = 'gone' and r.beat_at < clock_timestamp() - interval '7 days'
    and not exists (select from runs.handed h where h.runner_id = r.id)`);
}
