import type pg from "pg";
import { StoaError } from "../errors.ts";
import type { Migration } from "./load-migrations.ts";

export type { Migration } from "./load-migrations.ts";

interface Applied {
  name: string;
  digest: string;
}

const setUp = `
create schema if not exists base authorization stoa_owner;
create table if not exists base.migration (name text primary key, digest text not null, applied_at timestamptz not null default clock_timestamp());
`;

/**
 * Applies what is missing, all in one transaction under an advisory lock: of two migrators at once one runs and the other finds
 * nothing to do. Additive only: the release before must keep working beside it.
 * @returns the names applied. @throws StoaError setup when the database is newer than this code or an applied file was changed.
 */
export async function migrate(client: pg.ClientBase, migrations: readonly Migration[]): Promise<string[]> {
  await client.query("begin");
  try {
    await client.query("select pg_advisory_xact_lock(418002)");
    await client.query(`set local role stoa_owner; ${setUp}`);
    const { rows: applied } = await client.query<Applied>("select name, digest from base.migration");
    const missing = pending(applied, migrations);
    for (const migration of missing) await apply(client, migration);
    await client.query("commit");
    return missing.map((migration) => migration.name);
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

/** The names of the migrations a database has, oldest first; empty for a new one. */
export async function readSchemaVersion(client: pg.ClientBase): Promise<string[]> {
  return (await readApplied(client)).map((row) => row.name);
}

/** Reads only. @throws StoaError setup when `migrate` would refuse this database */
export async function checkSchema(client: pg.ClientBase, migrations: readonly Migration[]): Promise<void> {
  pending(await readApplied(client), migrations);
}

async function readApplied(client: pg.ClientBase): Promise<Applied[]> {
  // By the catalogue: a login without rights in our schema may not even ask to_regclass.
  const found = await client.query(
    "select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'base' and c.relname = 'migration'",
  );
  if (found.rowCount === 0) return [];
  await client.query("begin read only; set local role stoa_owner");
  const { rows } = await client.query<Applied>("select name, digest from base.migration order by applied_at, name");
  await client.query("commit");
  return rows;
}

function pending(applied: readonly Applied[], migrations: readonly Migration[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, digest } of applied) {
    const migration = known.get(name);
    if (!migration) {
      throw new StoaError("setup", {
        what: `The database has a newer schema than this release (${name}).`,
        fix: "Start the release that wrote it, or restore a backup made by this release. Nothing was changed.",
      });
    }
    if (migration.digest !== digest) {
      throw new StoaError("setup", {
        what: `The migration ${name} is not the one this database was made with.`,
        fix: "Put the released file back; write a new migration for a change.",
      });
    }
  }
  const done = new Set(applied.map((row) => row.name));
  return migrations.filter((migration) => !done.has(migration.name));
}

async function apply(client: pg.ClientBase, migration: Migration): Promise<void> {
  try {
    await client.query(migration.sql);
    await client.query("insert into base.migration (name, digest) values ($1, $2)", [migration.name, migration.digest]);
  } catch (error) {
    throw new StoaError("setup", {
      what: `The migration ${migration.name} failed: ${error instanceof Error ? error.message : String(error)}`,
      fix: "Nothing was changed; report this with the database's version.",
      cause: error,
    });
  }
}
