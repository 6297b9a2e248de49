import type pg from "pg";
import { StoaError } from "../errors.ts";

/** The SQL an administrator types once where our login may not create roles. */
export const rolesSql = `
do $$ begin
  if not exists (select from pg_roles where rolname = 'stoa_owner') then create role stoa_owner nologin nobypassrls; end if;
  if not exists (select from pg_roles where rolname = 'stoa_app') then create role stoa_app nologin nobypassrls; end if;
  if not exists (select from pg_roles where rolname = 'stoa_wide') then create role stoa_wide nologin bypassrls; end if;
  if not exists (select from pg_roles where rolname = 'stoa_login') then create role stoa_login login noinherit; end if;
end $$;
grant stoa_owner, stoa_app, stoa_wide to stoa_login;
-- Only so that the operator hears of old transactions of others; where it may not be given, of our own.
do $$ begin
  grant pg_read_all_stats to stoa_wide;
exception when insufficient_privilege then null; end $$;
do $$ begin
  execute format('grant create, connect, temporary on database %I to stoa_owner', current_database());
  execute format('grant connect on database %I to stoa_login', current_database());
end $$;
`;

// unique_violation, duplicate_object, "tuple concurrently updated".
const madeMeanwhile = ["23505", "42710", "XX000"];

/**
 * Creates our roles through an administrator's connection. Idempotent. Roles are the whole server's while advisory locks are one database's:
 * of two databases made at once, the one that comes second tries again.
 */
export async function ensureRoles(client: pg.ClientBase): Promise<void> {
  for (let left = 20; ; left--) {
    try {
      await client.query(`begin; select pg_advisory_xact_lock(418001); ${rolesSql} commit`);
      return;
    } catch (error) {
      await client.query("rollback");
      if (left === 0 || !madeMeanwhile.includes((error as { code?: string }).code ?? "")) throw error;
    }
  }
}

interface RoleRow {
  rolname: string;
  rolsuper: boolean;
  rolbypassrls: boolean;
}

/**
 * Refuses to start where row-level security would do nothing: `stoa_app` bypasses it, or owns tables.
 * @throws StoaError setup with the SQL to type.
 */
export async function checkRoles(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<RoleRow>(
    "select rolname, rolsuper, rolbypassrls from pg_roles where rolname in ('stoa_app', 'stoa_wide', 'stoa_owner')",
  );
  const app = rows.find((row) => row.rolname === "stoa_app");
  if (rows.length < 3 || !app) {
    throw new StoaError("setup", {
      what: "The database lacks Stoa's roles.",
      fix: `As an administrator of the database, type:\n${rolesSql.trim()}`,
    });
  }
  if (app.rolsuper || app.rolbypassrls) {
    throw new StoaError("setup", {
      what: "The role stoa_app may bypass row-level security, so tenants would not be kept apart.",
      fix: "As an administrator of the database, type: alter role stoa_app nosuperuser nobypassrls;",
    });
  }
  const owned = await client.query<{ owned: number }>(
    "select count(*)::int as owned from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'stoa_app'",
  );
  if ((owned.rows[0]?.owned ?? 0) > 0) {
    throw new StoaError("setup", {
      what: "The role stoa_app owns tables, so policies do not bind it.",
      fix: "As an administrator, type: reassign owned by stoa_app to stoa_owner;",
    });
  }
}
