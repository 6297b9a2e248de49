import { arrayOf, type Tx } from "../../../base/index.ts";
import type { LimitTarget } from "../dispatch/limit-rules.ts";
import type { ClaimedRun, RunKind } from "../states.ts";
import { claimed, handedRuns, toClaimed, type ClaimedText } from "./handed.ts";
import type { Tenant } from "./installations.ts";

/**
 * Defined while this leader's epoch stands, with the version of the limits then; the row stays locked against a successor until we commit. Also tells the planner for this
 * transaction to walk the claim's index in its order: without statistics (a queue filled a moment ago) it sorted 20,000 rows a customer.
 */
export async function holdEpoch(tx: Tx, name: string, epoch: number): Promise<{ limitsVersion: number; databaseNow: number } | undefined> {
  const settings = ["enable_sort", "enable_seqscan", "enable_bitmapscan"].map((setting) => `set_config('${setting}', 'off', true)`);
  // A leader frozen in the middle of a claim must not keep its successor waiting longer than its lease.
  settings.push("set_config('idle_in_transaction_session_timeout', '2s', true)");
  const [held] = await tx.named<{ limitsVersion: number; databaseNow: number }>(
    "runs-hold-epoch",
    `select (select version from runs.limit_change) as "limitsVersion", clock_timestamp() as "databaseNow", ${settings.join(", ")}
     from runs.leader where name = $1 and epoch = $2 for share`,
    [name, epoch],
  );
  return held;
}

/** Takes or keeps the lead. @returns the epoch when it is ours. */
export async function takeLead(
  tx: Tx,
  lead: { name: string; holder: string; leaseMs: number; about: object },
): Promise<number | undefined> {
  const row = await tx.row<{ epoch: number }>(
    `insert into runs.leader as l (name, epoch, holder, lease_until, about) values ($1, 1, $2, clock_timestamp() + $3 * interval '1 ms', $4)
     on conflict (name) do update set lease_until = clock_timestamp() + $3 * interval '1 ms', holder = $2, about = $4,
       epoch = case when l.holder = $2 then l.epoch else l.epoch + 1 end
     where l.holder = $2 or l.lease_until < clock_timestamp()
     returning epoch`,
    [lead.name, lead.holder, lead.leaseMs, JSON.stringify(lead.about)],
  );
  return row?.epoch;
}

export async function dropLead(tx: Tx, name: string, holder: string): Promise<void> {
  await tx.run("update runs.leader set lease_until = clock_timestamp() where name = $1 and holder = $2", [name, holder]);
}

/** What the leader tells of itself: customers that wait, the sum of their weights, runs begun a second. */
export function readLeader(tx: Tx, name: string): Promise<{ weight: number; perSecond: number } | undefined> {
  return tx.row(
    `select coalesce((about->>'weight')::float8, 0) as weight, coalesce((about->>'perSecond')::float8, 0) as "perSecond" from runs.leader where name = $1`,
    [name],
  );
}

/** The first run of those of a customer that may begin under the same limits with the same priority. */
export interface LineHead extends LimitTarget {
  lineId: string;
  priority: number;
  /** Since when its first run may begin, by the database's clock, and which that is; none before it in the line. */
  readyAt: number;
  runId: string;
}

const headColumns = "r.customer_id, r.line_id, r.priority, r.ready_at, r.run_id, r.side_id, r.host_id, r.integration_id, r.account_key";
const shownHead = `customer_id as "customerId", line_id as "lineId", priority, ready_at as "readyAt", run_id as "runId", side_id as "sideId",
  host_id as "hostId", integration_id as "integrationId", account_key as "accountKey"`;
const headOrder = "order by r.customer_id, r.line_id, r.priority, r.ready_at, r.run_id limit 1";
/** The index of claims by its own word, `standing`: in it a run stays where it was while it runs, and is stepped over. */
const waits = "r.standing = 'queued' and r.state = 'queued'";

/**
 * The lines that have something to claim that became claimable not before a moment: a loose index scan, one probe a line however long its backlog.
 * The bound lets it pass over what was claimed before: while a reader holds its snapshot those entries stay in the index.
 */
export function listLines(tx: Tx, kind: RunKind, from: number): Promise<LineHead[]> {
  return tx.named<LineHead>(
    "runs-lines",
    `with recursive l as (
       (select ${headColumns} from runs.ready r where r.kind = $1 and ${waits} and r.ready_at >= to_timestamp($2::float8 / 1000) ${headOrder})
       union all
       select n.* from l cross join lateral (select ${headColumns} from runs.ready r where r.kind = $1 and ${waits} and r.ready_at >= to_timestamp($2::float8 / 1000)
         and (r.customer_id, r.line_id, r.priority) > (l.customer_id, l.line_id, l.priority) ${headOrder}) n)
     select ${shownHead} from l`,
    [kind, from],
  );
}

/** The same of these customers only. */
export function listLinesOf(tx: Tx, kind: RunKind, customerIds: readonly string[], from: number): Promise<LineHead[]> {
  return tx.named<LineHead>(
    "runs-lines-of",
    `select ${shownHead} from unnest($2::uuid[]) as c (id) cross join lateral (
       with recursive l as (
         (select ${headColumns} from runs.ready r where r.kind = $1 and ${waits} and r.ready_at >= to_timestamp($3::float8 / 1000)
           and r.customer_id = c.id ${headOrder})
         union all
         select n.* from l cross join lateral (select ${headColumns} from runs.ready r where r.kind = $1 and ${waits}
           and r.ready_at >= to_timestamp($3::float8 / 1000) and r.customer_id = c.id and (r.line_id, r.priority) > (l.line_id, l.priority) ${headOrder}) n)
       select * from l) x`,
    [kind, arrayOf(customerIds), from],
  );
}

export interface RunningRow extends LimitTarget {
  runId: string;
  attempt: number;
  kind: RunKind;
  runnerId: string;
}

const runningColumns = `t.run_id as "runId", t.attempt, t.kind, t.runner_id as "runnerId", t.customer_id as "customerId", t.side_id as "sideId",
  t.host_id as "hostId", t.integration_id as "integrationId", t.account_key as "accountKey"`;

/** All that runs, by a look at every open run: for a new leader. */
export function listRunning(tx: Tx): Promise<RunningRow[]> {
  return tx.rows<RunningRow>(`select ${runningColumns} from runs.ready t where t.state = 'running'`);
}

/** The same by what was handed out. Engine scope. */
export function listHandedOut(tx: Tx): Promise<RunningRow[]> {
  return tx.rows<RunningRow>(`select ${runningColumns} from ${handedRuns("")}`);
}

/** Of it what is the tenant's. Its policy and the function see to that, too. */
export function listRunningHere(tx: Tx, of: Tenant): Promise<RunningRow[]> {
  return tx.rows<RunningRow>(
    `select ${runningColumns} from runs.running_here() h (id) cross join lateral (select * from runs.ready r where r.run_id = h.id and r.state = 'running' offset 0) t
     where ($1::uuid is null or t.customer_id = $1) and ($2::uuid is null or t.publisher_id = $2) and ($3::uuid is null or t.side_id = $3)`,
    [of.customerId, of.publisherId, of.sideId],
  );
}

/** Which of these run no more. Only the leader makes runs running, so it need not look at others; each by its key, past what ended before. */
export async function listStopped(tx: Tx, runIds: readonly string[]): Promise<Set<string>> {
  if (runIds.length === 0) return new Set();
  const rows = await tx.named<{ id: string }>(
    "runs-stopped",
    `select i.id from unnest($1::uuid[]) as i (id) where not exists (select from runs.ready r where r.run_id = i.id and r.state = 'running' offset 0)`,
    [arrayOf(runIds)],
  );
  return new Set(rows.map((row) => row.id));
}

export interface ClaimWant {
  kind: RunKind;
  /** In the order they are served. */
  lines: { customerId: string; lineId: string; priority: number; readyAt: number; runId: string; most: number }[];
  /** One runner id for each free slot, in the order slots are filled. */
  slots: string[];
  /** Accounts with limits: their runs are given only from lines of their own. */
  limitedAccounts: readonly string[];
  now: number;
}

/**
 * Gives the first waiting runs of each line, from the run on that is known to be first, to the slots, and notes which runner has them. The lateral pick reads at
 * most `most` index entries a line, and what it locked is found again by its place: one that changed since the statement began is left for the next
 * claim. Runners whose lease has run out get nothing.
 */
export async function claimRuns(tx: Tx, want: ClaimWant): Promise<ClaimedRun[]> {
  const { lines } = want;
  const runners = [...new Set(want.slots)];
  const places = new Map(runners.map((id, index) => [id, index + 1]));
  const rows = await tx.named<ClaimedText>(
    "runs-claim",
    `with live as materialized (select id from runs.runner where id = any($10::uuid[]) and state = 'up' and lease_until > clock_timestamp() for share),
     slot as materialized (select array(select s.runner from unnest($6::int[]) with ordinality as s (runner, place)
       where ($10::uuid[])[s.runner] in (select id from live) order by s.place) as runners),
     picked as materialized (
       select p.run_id, p.at, row_number() over () as place
       from unnest($2::uuid[], $3::uuid[], $4::smallint[], $9::float8[], $11::uuid[], $5::int[]) as w (customer_id, line_id, priority, head, head_run, most)
         cross join lateral
         (select r.run_id, r.ctid as at from runs.ready r where r.kind = $1 and r.customer_id = w.customer_id and r.line_id = w.line_id and r.priority = w.priority
            and (r.ready_at, r.run_id) >= (to_timestamp(w.head / 1000), w.head_run) and ${waits} and (r.own_line is not null or r.account_key <> all($8::uuid[]))
          order by r.ready_at, r.run_id limit w.most for update skip locked) p),
     given as materialized (select p.run_id, p.at, ($10::uuid[])[(select runners from slot)[p.place]] as runner_id from picked p
       where p.place <= (select cardinality(runners) from slot)),
     noted as (insert into runs.handed (runner_id, run_ids) select runner_id, array_agg(run_id) from given group by 1)
     update runs.ready t set state = 'running', attempt = t.attempt + 1, runner_id = g.runner_id, claimed_at = to_timestamp($7::float8 / 1000),
       started_at = coalesce(t.started_at, to_timestamp($7::float8 / 1000)), bundle = null, version = t.version + 1, progress = null, counts = null
     from given g where t.ctid = g.at and t.state = 'queued' returning ${claimed}`,
    [
      want.kind,
      arrayOf(lines.map((one) => one.customerId)),
      arrayOf(lines.map((one) => one.lineId)),
      arrayOf(lines.map((one) => one.priority)),
      arrayOf(lines.map((one) => one.most)),
      arrayOf(want.slots.map((id) => places.get(id) ?? null)),
      want.now,
      arrayOf(want.limitedAccounts),
      arrayOf(lines.map((one) => one.readyAt)),
      arrayOf(runners),
      arrayOf(lines.map((one) => one.runId)),
    ],
  );
  return rows.map(toClaimed);
}

/** Live progress of a running run, for those who watch. */
export async function saveProgress(tx: Tx, runId: string, progress: object | null, counts: object): Promise<void> {
  await tx.run("update runs.ready set progress = $2, counts = $3 where run_id = $1", [
    runId,
    progress && JSON.stringify(progress),
    JSON.stringify(counts),
  ]);
}
