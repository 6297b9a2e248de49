import type { Tx } from "../../../base/index.ts";

/** Adds what ended runs contacted to their day; the caller hears of each run once. Previews and other questions reach places and are no runs that count. */
export async function addContacts(tx: Tx, runIds: readonly string[]): Promise<void> {
  await tx.run(
    `insert into runs.contact_day as d (integration_id, side_id, publisher_id, day, declared, runs, connections, bytes_in, bytes_out, refused)
     select r.integration_id, r.side_id, r.publisher_id, (r.ended_at at time zone 'UTC')::date, coalesce(c.declared, ''), count(distinct r.id) filter (where r.kind = 'work'),
       sum(coalesce(c.count, 1)), sum(c."bytesIn"), sum(c."bytesOut"), sum(case when c.refused is null then 0 else coalesce(c.count, 1) end)
     from runs.run r cross join lateral jsonb_to_recordset(r.contacted) as c (declared text, count int, "bytesIn" bigint, "bytesOut" bigint, refused text)
     where r.id = any($1::uuid[]) and jsonb_typeof(r.contacted) = 'array' group by 1, 2, 3, 4, 5 order by 1, 2, 4, 5
     on conflict (integration_id, side_id, day, declared) do update set runs = d.runs + excluded.runs, connections = d.connections + excluded.connections,
       bytes_in = d.bytes_in + excluded.bytes_in, bytes_out = d.bytes_out + excluded.bytes_out, refused = d.refused + excluded.refused`,
    [runIds],
  );
}

export interface ContactSum {
  declared: string;
  runs: number;
  connections: number;
  bytesIn: number;
  bytesOut: number;
  refused: number;
}

/** Of an integration's runs at a side, or at every side a publisher or operator may see, since a day (YYYY-MM-DD). */
export function sumContacts(
  tx: Tx,
  of: { integrationId: string; sideId: string | null; publisherId: string | null; since: string },
): Promise<ContactSum[]> {
  return tx.rows<ContactSum>(
    `select declared, sum(runs)::bigint as runs, sum(connections)::bigint as connections, sum(bytes_in)::bigint as "bytesIn",
       sum(bytes_out)::bigint as "bytesOut", sum(refused)::bigint as refused
     from runs.contact_day where integration_id = $1 and ($2::uuid is null or side_id = $2) and ($3::uuid is null or publisher_id = $3) and day >= $4::date
     group by declared order by declared`,
    [of.integrationId, of.sideId, of.publisherId, of.since],
  );
}

/** Forgets days before one. */
export function dropContacts(tx: Tx, before: string): Promise<number> {
  return tx.run("delete from runs.contact_day where day < $1::date", [before]);
}
