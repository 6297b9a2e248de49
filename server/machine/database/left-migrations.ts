import type pg from "pg";
import { loadMigrations, type Migration } from "../../base/db/index.ts";
import { recordFact } from "../backup/record-fact.ts";

/**
 * Migrations of a newer release that this one may stand beside: left by an upgrade that went back. They are additive, so the older code
 * runs on them; any other unknown migration still makes a start refuse.
 */
export async function readLeftMigrations(client: pg.ClientBase): Promise<Migration[]> {
  // By the catalogue: a login without rights in our schema may not even ask to_regclass.
  const found = await client.query(
    "select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'base' and c.relname = 'deployment'",
  );
  if (found.rowCount === 0) return [];
  await client.query("begin; set local role stoa_owner");
  const { rows } = await client.query<{ name: string; digest: string }>(
    `select m.name, m.digest from base.migration m
      where m.name in (select jsonb_array_elements_text(value -> 'migrations') from base.deployment where name = 'upgrade.left')`,
  );
  await client.query("commit");
  return rows.map((row) => ({ ...row, sql: "" }));
}

/** Notes what this release does not know of the database it goes back to. @returns the names. */
export async function noteLeftMigrations(client: pg.ClientBase): Promise<string[]> {
  const known = new Set((await loadMigrations()).map((migration) => migration.name));
  await client.query("begin; set local role stoa_owner");
  const { rows } = await client.query<{ name: string }>("select name from base.migration order by applied_at, name");
  await client.query("commit");
  const left = rows.map((row) => row.name).filter((name) => !known.has(name));
  await recordFact(client, "upgrade.left", { migrations: left });
  return left;
}
