import type { Tx } from "../../../base/index.ts";
import type { SilentCause } from "../states.ts";

export interface HealthRow {
  installationId: string;
  sideId: string;
  customerId: string;
  publisherId: string;
  schedule: string | null;
  zone: string;
  lastRunId: string | null;
  lastRunAt: number | null;
  lastOutcome: "succeeded" | "failed" | null;
  failureClass: string | null;
  lastOkAt: number | null;
  failures: number;
  failingSince: number | null;
  successes: number[];
  anchorAt: number;
  silentDueAt: number | null;
  silentSince: number | null;
  silentCause: SilentCause | null;
}

const plain =
  "installation_id side_id customer_id publisher_id schedule zone last_run_id last_outcome failure_class failures successes silent_cause".split(
    " ",
  );
const moments = "last_run_at last_ok_at failing_since anchor_at silent_due_at silent_since".split(" ");
const camel = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const names = [...plain, ...moments];
const columns = names.map((name) => `h.${name} as "${camel(name)}"`).join(", ");

const types: Record<string, string> = {
  installation_id: "uuid",
  side_id: "uuid",
  customer_id: "uuid",
  publisher_id: "uuid",
  last_run_id: "uuid",
  failures: "int",
  successes: "jsonb",
};
const recordOf = names.map((name) => `"${camel(name)}" ${moments.includes(name) ? "float8" : (types[name] ?? "text")}`).join(", ");
const valueOf = (name: string): string => (moments.includes(name) ? `to_timestamp(s."${camel(name)}" / 1000)` : `s."${camel(name)}"`);

/** Locked in a fixed order. Engine scope. */
export function lockHealth(tx: Tx, installationIds: readonly string[]): Promise<HealthRow[]> {
  return tx.rows<HealthRow>(`select ${columns} from home.health h where installation_id = any($1) order by installation_id for update`, [
    installationIds,
  ]);
}

/** Writes rows as they are now; one statement, however many. */
export async function putHealth(tx: Tx, rows: readonly HealthRow[]): Promise<void> {
  if (rows.length === 0) return;
  const changed = names.filter((name) => name !== "installation_id").map((name) => `${name} = excluded.${name}`);
  await tx.run(
    `insert into home.health as h (${names.join(", ")}) select ${names.map(valueOf).join(", ")} from jsonb_to_recordset($1) as s (${recordOf}) order by 1
     on conflict (installation_id) do update set ${changed.join(", ")}, version = h.version + 1`,
    [JSON.stringify(rows)],
  );
}

/** Nothing is expected of these any more; when each last worked is known until it is erased. */
export async function restHealth(tx: Tx, installationIds: readonly string[]): Promise<void> {
  await tx.run(
    `update home.health set failures = 0, failing_since = null, silent_since = null, silent_cause = null, silent_due_at = null, version = version + 1
     where installation_id = any($1)`,
    [installationIds],
  );
}

/** Those whose time has come, the longest due first; what another judges is passed over. */
export function lockDue(tx: Tx, now: number, limit: number): Promise<HealthRow[]> {
  return tx.rows<HealthRow>(
    `select ${columns} from home.health h where silent_due_at <= to_timestamp($1::float8 / 1000) order by silent_due_at limit $2 for update skip locked`,
    [now, limit],
  );
}

/** An installation as its health is judged by. */
export interface Subject extends Pick<HealthRow, "installationId" | "sideId" | "customerId" | "publisherId" | "schedule" | "zone"> {
  state: string;
  /** How much later than its line says it begins. */
  jitterMs: number;
}

/** Engine scope. */
export function readSubjects(tx: Tx, installationIds: readonly string[]): Promise<Subject[]> {
  return tx.rows<Subject>(
    `select i.id as "installationId", i.side_id as "sideId", i.customer_id as "customerId", i.publisher_id as "publisherId", i.schedule, i.zone, i.state,
       coalesce(s.jitter_seconds, 0) * 1000 as "jitterMs"
     from installs.v_installation i left join runs.v_schedule s on s.installation_id = i.id where i.id = any($1)`,
    [installationIds],
  );
}

/** What is known of each that may be why it is silent. */
export interface Signs extends Subject {
  needsSignIn: boolean;
  /** Its pause ends by itself. */
  resumes: boolean;
  openState: string | null;
}

export function readSigns(tx: Tx, installationIds: readonly string[]): Promise<Signs[]> {
  return tx.rows<Signs>(
    `select i.id as "installationId", i.side_id as "sideId", i.customer_id as "customerId", i.publisher_id as "publisherId", i.schedule, i.zone, i.state,
       coalesce((select s.jitter_seconds from runs.v_schedule s where s.installation_id = i.id), 0) * 1000 as "jitterMs",
       (select a.state from runs.v_active a where a.installation_id = i.id) as "openState",
       exists (select from installs.v_account u join connections.v_connection c on c.id = u.connection_id
         where u.installation_id = i.id and c.state = 'needs_reauth') as "needsSignIn", i.resume_at is not null as resumes
     from installs.v_installation i where i.id = any($1)`,
    [installationIds],
  );
}

/** Whether any runner is up, by the database's clock, as leases are. */
export function isRunnerUp(tx: Tx): Promise<{ up: boolean } | undefined> {
  return tx.row("select exists (select from runs.v_runner where state = 'up' and lease_until > clock_timestamp()) as up");
}

export interface Tenant {
  customerId: string | null;
  publisherId: string | null;
  sideId: string | null;
}

const within =
  "($1::uuid is null or h.customer_id = $1) and ($2::uuid is null or h.publisher_id = $2) and ($3::uuid is null or h.side_id = $3)";

/** With the sentence of its last run, for the customer of one that is failing. */
export type KnownHealth = HealthRow & { sentence: string | null };

export function listHealth(tx: Tx, of: Tenant, installationIds: readonly string[]): Promise<KnownHealth[]> {
  return tx.rows<KnownHealth>(
    `select ${columns}, case when $1::uuid is not null and h.failing_since is not null then (select r.sentence from runs.v_run r where r.id = h.last_run_id) end as sentence
     from home.health h where ${within} and h.installation_id = any($4)`,
    [of.customerId, of.publisherId, of.sideId, installationIds],
  );
}

/** When schedules start each next; nothing of those that are paused. */
export async function readNextRuns(tx: Tx, of: Tenant, installationIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.rows<{ id: string; at: number }>(
    `select h.installation_id as id, h.fire_at as at from runs.v_schedule h where ${within} and h.active and h.fire_at is not null and h.installation_id = any($4)`,
    [of.customerId, of.publisherId, of.sideId, installationIds],
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}
