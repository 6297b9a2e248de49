import { tellTogether, type Tx } from "../base/index.ts";

export async function insertTestPerson(tx: Tx, id: string, now: number): Promise<void> {
  await tx.run(
    "insert into identity.person (id, email, name, created_at) values ($1, $2, 'Test person', to_timestamp($3::float8 / 1000))",
    [id, `${id}@example.com`, now],
  );
}

export async function admitPublisher(tx: Tx, row: { publisherId: string; hostId: string; now: number }): Promise<void> {
  await tx.run("insert into identity.admission (publisher_id, host_id, admitted_at) values ($1, $2, to_timestamp($3::float8 / 1000))", [
    row.publisherId,
    row.hostId,
    row.now,
  ]);
}

export async function insertTestCustomer(tx: Tx, row: { id: string; sideId: string; ref: string; now: number }): Promise<void> {
  await tx.run(
    "insert into identity.customer (id, side_id, external_ref, name, created_at) values ($1, $2, $3, $3, to_timestamp($4::float8 / 1000))",
    [row.id, row.sideId, row.ref, row.now],
  );
}

/** Facts a handler has not passed yet; another database's open transaction may hold them back for a moment. */
export function countUnheard(tx: Tx, handler: string): Promise<{ count: number } | undefined> {
  return tx.row(
    `select count(*)::int as count from base.fact f
     where (f.xid, f.seq) > (select coalesce(max(c.xid), '0'), coalesce(max(c.seq), 0) from base.fact_cursor c where c.handler = $1)`,
    [handler],
  );
}

/** So many further installations like one that is there, with another schedule; their ids. */
export async function cloneInstallations(tx: Tx, like: string, count: number, schedule: string | null): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `insert into installs.installation (id, side_id, customer_id, publisher_id, integration_id, listing_id, channel, release_id, consent_digest, name, state,
       config, schedule, zone, created_at)
     select uuidv7(), i.side_id, i.customer_id, i.publisher_id, i.integration_id, i.listing_id, i.channel, i.release_id, i.consent_digest, i.name || ' ' || n,
       i.state, i.config, $3, i.zone, i.created_at
     from installs.installation i cross join generate_series(1, $2::int) n where i.id = $1 returning id`,
    [like, count, schedule],
  );
  return rows.map((row) => row.id);
}

/** Puts installations into a state, as their verb does, with the fact of each. */
export async function tellInstallations(tx: Tx, ids: readonly string[], state: "active" | "paused", type: string): Promise<void> {
  await tx.run(
    `with changed as (update installs.installation set state = $2, version = version + 1 where id = any($1) returning id, side_id, customer_id, publisher_id, version)
     insert into base.fact (id, type, v, at, side_id, customer_id, publisher_id, subject, subject_version, data)
     select uuidv7(), $3, 1, now(), side_id, customer_id, publisher_id, id, version, '{}' from changed`,
    [ids, state, type],
  );
}

/** What stands in every table, as one digest each. */
export async function listTableDigests(tx: Tx): Promise<Record<string, string>> {
  const tables = await tx.rows<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and has_table_privilege(c.oid, 'select') and n.nspname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables) {
    const found = await tx.row<{ digest: string }>(
      `select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as digest from ${name} t`,
    );
    digests[name] = found?.digest ?? "";
  }
  return digests;
}

/** One fact each of many subjects, in one row, as a statement over many tells them. */
export async function tellManyTogether(
  tx: Tx,
  facts: readonly { id: string; subject: string }[],
  data: object,
  now: number,
): Promise<void> {
  const told = tellTogether("told", {
    type: "'thing.done'",
    at: "to_timestamp($4::float8 / 1000)",
    of: {
      id: "id",
      sideId: "null::uuid",
      customerId: "subject",
      publisherId: "null::uuid",
      subject: "subject",
      subjectVersion: "7",
      data: "$3::text",
    },
  });
  await tx.run(`with told as materialized (select * from unnest($1::uuid[], $2::uuid[]) as t (id, subject)) ${told}`, [
    facts.map(({ id }) => id),
    facts.map(({ subject }) => subject),
    JSON.stringify(data),
    now,
  ]);
}
