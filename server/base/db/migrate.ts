import { setTimeout as wait } from "node:timers/promises";
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

/** How long a migration stands in a queue for a table, and how often it tries: while it waits, everybody else who wants the table waits behind it. */
export interface LockPatience {
  waitMs: number;
  pauseMs: number;
  tries: number;
}

const usualPatience: LockPatience = { waitMs: 3_000, pauseMs: 2_000, tries: 30 };

/**
 * Applies what is missing, each migration in a transaction of its own under an advisory lock: no table stays locked for the sake of another, and of two
 * migrators at once each applies what the other has not. Additive only: the release before must keep working beside it, at every step.
 * @returns the names applied here. @throws StoaError setup when the database is newer than this code, an applied file was changed or a table is in use
 */
export async function migrate(client: pg.ClientBase, migrations: readonly Migration[], patience = usualPatience): Promise<string[]> {
  await inTransaction(client, async () => void (await client.query(setUp)));
  const applied: string[] = [];
  let refused = 0;
  for (;;) {
    const step = await applyNext(client, migrations, patience);
    if (step === undefined) return applied;
    refused = step.applied ? 0 : refused + 1;
    if (refused >= patience.tries) throw inUse(step.name);
    if (step.applied) applied.push(step.name);
    else await wait(patience.pauseMs);
  }
}

/** The first migration that is missing; not applied where it did not get its locks in time. Undefined: none is missing. */
async function applyNext(
  client: pg.ClientBase,
  migrations: readonly Migration[],
  { waitMs }: LockPatience,
): Promise<{ name: string; applied: boolean } | undefined> {
  let next: Migration | undefined;
  try {
    await inTransaction(client, async () => {
      const { rows } = await client.query<Applied>("select name, digest from base.migration");
      [next] = pending(rows, migrations);
      if (!next) return;
      await client.query(`set local lock_timeout = ${waitMs}`);
      await client.query(next.sql);
      await client.query("insert into base.migration (name, digest) values ($1, $2)", [next.name, next.digest]);
    });
    return next && { name: next.name, applied: true };
  } catch (error) {
    if (!next) throw error;
    if ((error as { code?: unknown }).code === lockNotAvailable) return { name: next.name, applied: false };
    throw failed(next.name, error);
  }
}

const lockNotAvailable = "55P03";

async function inTransaction(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  await client.query("begin");
  try {
    await client.query("select pg_advisory_xact_lock(418002)");
    await client.query("set local role stoa_owner");
    await work();
    await client.query("commit");
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

function failed(name: string, cause: unknown): StoaError {
  return new StoaError("setup", {
    what: `The migration ${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
    fix: "Nothing of it was kept; those before it are additive and stay. Report this with the database's version.",
    cause,
  });
}

function inUse(name: string): StoaError {
  return new StoaError("setup", {
    what: `The migration ${name} needs a table for a moment that a long transaction holds.`,
    fix: "End it (select pid, usename, xact_start, query from pg_stat_activity order by xact_start), then start again; what is done stays done.",
  });
}
