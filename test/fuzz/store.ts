import type { Tx } from "../../server/base/index.ts";

export function listTables(tx: Tx): Promise<{ name: string }[]> {
  return tx.rows(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname !~ '^pg_|^information_schema$' and has_table_privilege(c.oid, 'select') order by 1`,
  );
}

/** A digest of the rows that name one of these ids, whatever the column. */
export function digestRows(tx: Tx, table: string, ids: readonly string[]): Promise<{ count: number; digest: string | null } | undefined> {
  return tx.row(
    `select count(*)::int as count, md5(string_agg(t.text, ' ' order by t.text)) as digest
     from (select r::text as text from ${table} r) t where t.text ~ $1`,
    [ids.join("|")],
  );
}

/** For faults that a test seeds: whosever run it is. */
export function nameOfRun(tx: Tx, id: string | null): Promise<{ sentence: string } | undefined> {
  return tx.row("select sentence from runs.run where id = $1", [id]);
}

/** For faults that a test seeds: whosever installation it is. */
export async function touchInstallation(tx: Tx, id: string | null): Promise<void> {
  await tx.run("update installs.installation set name = name || '!' where id = $1", [id]);
}
