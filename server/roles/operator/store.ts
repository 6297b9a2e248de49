import type { Tx } from "../../base/index.ts";

export interface AuditRow {
  id: string;
  at: number;
  actorKind: string;
  actorId: string | null;
  actorName: string | null;
  verb: string;
  subject: string | null;
  before: unknown;
  after: unknown;
  trace: string;
}

export interface AuditFilter {
  customerId: string | null;
  publisherId: string | null;
  sideId: string | null;
  subject: string | null;
  /** Who did it. */
  actor: string | null;
  /** Part of a verb or of an actor's name. */
  like: string | null;
  /** Verbs, and installations and connections by their id, that `like` means too. */
  verbs: readonly string[];
  named: readonly string[];
  /** The first id, and the first no more. */
  from: string | null;
  to: string | null;
  after: string | null;
  limit: number;
}

/** What a page can hold hundreds of. */
const mostOfValue = 100_000;
const shortOf = (column: "before" | "after"): string =>
  `case when length(a.${column}::text) > ${mostOfValue} then '"(long)"'::jsonb else a.${column} end as ${column}`;

/** Who asked for what, newest first; an id of the index of the tenant in question, or the primary key for the operator. */
export function listAuditRows(tx: Tx, filter: AuditFilter): Promise<AuditRow[]> {
  return tx.rows<AuditRow>(
    `select a.id, a.at, a.actor_kind as "actorKind", a.actor_id as "actorId", coalesce(p.name, k.name) as "actorName", a.verb, a.subject, ${shortOf("before")}, ${shortOf("after")}, a.trace
     from base.audit a left join identity.v_person p on p.id = a.actor_id left join identity.v_token k on k.id = a.actor_id
     where ($1::uuid is null or a.customer_id = $1) and ($2::uuid is null or a.publisher_id = $2) and ($3::uuid is null or a.side_id = $3)
       and ($4::uuid is null or a.id < $4) and ($6::uuid is null or a.subject = $6) and ($7::text is null or a.verb ilike $7 or p.name ilike $7 or k.name ilike $7 or a.verb = any($10) or a.subject = any($11)
         or (cardinality($11::uuid[]) > 0 and a.verb like 'run.%' and a.after ->> 'installationId' = any($11::text[])))
       and ($8::uuid is null or a.id >= $8) and ($9::uuid is null or a.id < $9) and ($12::uuid is null or a.actor_id = $12) order by a.id desc limit $5`,
    [
      filter.customerId,
      filter.publisherId,
      filter.sideId,
      filter.after,
      filter.limit,
      filter.subject,
      filter.like,
      filter.from,
      filter.to,
      filter.verbs,
      filter.named,
      filter.actor,
    ],
  );
}

export interface DatabaseFacts {
  version: string;
  bytes: number;
  unheard: number;
  backupMadeAt: number | null;
  backupVerifiedAt: number | null;
  oldestTransactionSeconds: number;
}

export function readDatabaseFacts(tx: Tx): Promise<DatabaseFacts | undefined> {
  return tx.row<DatabaseFacts>(
    `select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
       (select count(*)::int from base.fact_dead where given_up) as unheard,
       (select at from base.deployment where name = 'backup.made') as "backupMadeAt",
       (select at from base.deployment where name = 'backup.verified') as "backupVerifiedAt",
       coalesce((select extract(epoch from max(clock_timestamp() - xact_start)) from pg_stat_activity where datname = current_database()), 0)::int as "oldestTransactionSeconds"`,
  );
}
