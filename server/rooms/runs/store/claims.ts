import type { Tx } from "../../../base/index.ts";
import type { ClaimedRun, RunKind } from "../states.ts";

/**
 * True while this leader's epoch stands; the row stays locked against a successor until we commit. Also tells the planner for this
 * transaction to walk the claim's index in its order: without statistics (a queue filled a moment ago) it sorted 20,000 rows a customer.
 */
export async function holdEpoch(tx: Tx, name: string, epoch: number): Promise<boolean> {
  const settings = ["enable_sort", "enable_seqscan", "enable_bitmapscan"].map((setting) => `set_config('${setting}', 'off', true)`);
  const row = await tx.row(`select ${settings.join(", ")} from runs.leader where name = $1 and epoch = $2 for share`, [name, epoch]);
  return row !== undefined;
}

/** Takes or keeps the lead. @returns the epoch when it is ours. */
export async function takeLead(tx: Tx, lead: { name: string; holder: string; leaseMs: number }): Promise<number | undefined> {
  const row = await tx.row<{ epoch: number }>(
    `insert into runs.leader as l (name, epoch, holder, lease_until) values ($1, 1, $2, clock_timestamp() + $3 * interval '1 ms')
     on conflict (name) do update set lease_until = clock_timestamp() + $3 * interval '1 ms', holder = $2,
       epoch = case when l.holder = $2 then l.epoch else l.epoch + 1 end
     where l.holder = $2 or l.lease_until < clock_timestamp()
     returning epoch`,
    [lead.name, lead.holder, lead.leaseMs],
  );
  return row?.epoch;
}

export async function dropLead(tx: Tx, name: string, holder: string): Promise<void> {
  await tx.run("update runs.leader set lease_until = clock_timestamp() where name = $1 and holder = $2", [name, holder]);
}

/** Customers that have something to claim: a loose index scan, one probe a customer however long its backlog. */
export async function listWaitingCustomers(tx: Tx, kind: RunKind): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `with recursive c as (
       (select customer_id from runs.ready where kind = $1 and state = 'queued' order by customer_id limit 1)
       union all
       select (select r.customer_id from runs.ready r where r.kind = $1 and r.state = 'queued' and r.customer_id > c.customer_id order by r.customer_id limit 1)
       from c where c.customer_id is not null)
     select customer_id as id from c where customer_id is not null`,
    [kind],
  );
  return rows.map((row) => row.id);
}

export interface RunningRow {
  runId: string;
  attempt: number;
  kind: RunKind;
  runnerId: string;
  customerId: string;
}

export function listRunning(tx: Tx): Promise<RunningRow[]> {
  return tx.rows<RunningRow>(
    `select run_id as "runId", attempt, kind, runner_id as "runnerId", customer_id as "customerId" from runs.ready where state = 'running'`,
  );
}

const claimed = `t.run_id as "runId", t.kind, t.mode, t.trigger_kind as "triggerKind", t.attempt, t.failures, t.losses, t.runner_id as "runnerId",
  t.trigger_count as "triggerCount", t.queued_at as "queuedAt", t.claimed_at as "claimedAt", t.scheduled_for as "scheduledFor", t.cancel_at as "cancelAt",
  t.last_class as "lastClass", t.state_before as "stateBefore", t.side_id as "sideId", t.host_id as "hostId", t.customer_id as "customerId",
  t.publisher_id as "publisherId", t.integration_id as "integrationId", t.installation_id as "installationId"`;

export interface ClaimWant {
  kind: RunKind;
  /** In the order they are served. */
  customers: { customerId: string; most: number }[];
  /** One runner id for each free slot, in the order slots are filled. */
  slots: string[];
  now: number;
}

/**
 * Gives the first waiting runs of each customer to the slots. The lateral pick reads at most `most` index entries a customer.
 * Runners whose lease has run out get nothing.
 */
export function claimRuns(tx: Tx, want: ClaimWant): Promise<ClaimedRun[]> {
  return tx.rows<ClaimedRun>(
    `with live as materialized (select id from runs.runner where id = any($4::uuid[]) and state = 'up' and lease_until > clock_timestamp() for share),
     slot as (select s.id, row_number() over (order by s.place) as place from unnest($4::uuid[]) with ordinality as s (id, place) where s.id in (select id from live)),
     picked as materialized (
       select p.run_id, row_number() over (order by w.place, p.priority, p.run_id) as place
       from unnest($2::uuid[], $3::int[]) with ordinality as w (customer_id, most, place) cross join lateral
         (select r.run_id, r.priority from runs.ready r where r.kind = $1 and r.customer_id = w.customer_id and r.state = 'queued'
          order by r.priority, r.run_id limit w.most for update skip locked) p)
     update runs.ready t set state = 'running', attempt = t.attempt + 1, runner_id = slot.id, claimed_at = to_timestamp($5::float8 / 1000),
       started_at = coalesce(t.started_at, to_timestamp($5::float8 / 1000)), bundle = null, version = t.version + 1, progress = null, counts = null
     from picked join slot using (place) where t.run_id = picked.run_id and t.state = 'queued'
     returning ${claimed}`,
    [want.kind, want.customers.map((one) => one.customerId), want.customers.map((one) => one.most), want.slots, want.now],
  );
}

/** What a runner holds now, by the table: new claims, and cancellations asked for. */
export function listHeld(tx: Tx, runnerId: string): Promise<ClaimedRun[]> {
  return tx.rows<ClaimedRun>(`select ${claimed} from runs.ready t where t.runner_id = $1 and t.state = 'running'`, [runnerId]);
}

/** Live progress of a running run, for those who watch. */
export async function saveProgress(tx: Tx, runId: string, progress: object | null, counts: object): Promise<void> {
  await tx.run("update runs.ready set progress = $2, counts = $3 where run_id = $1", [
    runId,
    progress && JSON.stringify(progress),
    JSON.stringify(counts),
  ]);
}
