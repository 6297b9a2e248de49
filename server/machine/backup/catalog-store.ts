import type pg from "pg";
import type { PartitionDump, SequenceDump } from "./manifest.ts";

export interface TableName {
  schema: string;
  name: string;
}

export interface ForeignKey extends TableName {
  constraint: string;
  definition: string;
}

const ours = "n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'";

/** Tables that hold rows: also partitions, not the partitioned table above them. The list of migrations is the manifest's own. */
export async function listTables(client: pg.ClientBase): Promise<TableName[]> {
  const { rows } = await client.query<TableName>(
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and c.relpersistence = 'p' and ${ours} and not (n.nspname = 'base' and c.relname = 'migration')
     order by 1, 2`,
  );
  return rows;
}

/** Columns that are stored and not computed by the database. */
export async function listColumns(client: pg.ClientBase, schema: string, name: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = $2 and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     order by a.attnum`,
    [schema, name],
  );
  return rows.map((row) => row.name);
}

export async function listSchema(client: pg.ClientBase): Promise<{ name: string; digest: string }[]> {
  return (await client.query<{ name: string; digest: string }>("select name, digest from base.migration order by applied_at, name")).rows;
}

export async function listPartitions(client: pg.ClientBase): Promise<PartitionDump[]> {
  const { rows } = await client.query<PartitionDump>(
    `select n.nspname as schema, c.relname as name, p.relname as parent, pg_get_expr(c.relpartbound, c.oid) as bound,
            c.relrowsecurity as "rowSecurity"
       from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
       join pg_namespace n on n.oid = c.relnamespace
      where c.relispartition and c.relkind = 'r' and ${ours} order by 1, 2`,
  );
  return rows;
}

export async function listSequences(client: pg.ClientBase): Promise<SequenceDump[]> {
  const { rows } = await client.query<SequenceDump>(
    `select s.schemaname as schema, s.sequencename as name, coalesce(s.last_value, s.start_value) as value, s.last_value is not null as called
       from pg_sequences s join pg_namespace n on n.nspname = s.schemaname where ${ours} order by 1, 2`,
  );
  return rows;
}

/** Keys of partitions follow their parent's and are not listed. */
export async function listForeignKeys(client: pg.ClientBase): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select n.nspname as schema, c.relname as name, k.conname as constraint, pg_get_constraintdef(k.oid) as definition
       from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      where k.contype = 'f' and k.conparentid = 0 and ${ours} order by 1, 2, 3`,
  );
  return rows;
}

/** Our own schemas: any at all means the database is not empty. */
export async function listOwnTables(client: pg.ClientBase): Promise<TableName[]> {
  const { rows } = await client.query<TableName>(
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and ${ours} order by 1, 2 limit 5`,
  );
  return rows;
}

export async function countRows(client: pg.ClientBase, table: string): Promise<number> {
  return (await client.query<{ rows: number }>(`select count(*)::float8 as rows from ${table}`)).rows[0]?.rows ?? 0;
}
