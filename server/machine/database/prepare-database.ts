import pg from "pg";
import { checkRoles, checkSchema, ensureRoles, loadMigrations, migrate, type Migration } from "../../base/db/index.ts";
import { StoaError } from "../../base/errors.ts";
import type { PgConfig } from "../postgres/index.ts";
import { readLeftMigrations } from "./left-migrations.ts";
import { type Connection, withClient } from "./with-client.ts";

export interface Prepared {
  /** As the server connects. */
  connection: Connection;
  /** Names of the migrations this start applied. */
  applied: string[];
}

const leastVersion = 150_000;
export const databaseName = "stoa";

/** Makes database, roles and schema in the embedded Postgres where missing. @throws StoaError setup, having changed nothing. */
export async function prepareEmbedded(superuser: PgConfig, migrations?: readonly Migration[]): Promise<Prepared> {
  const database = { ...superuser, database: databaseName };
  await withClient(superuser, createDatabase);
  const applied = await withClient(database, async (client) => {
    await ensureRoles(client);
    return bringUp(client, migrations);
  });
  return { connection: { ...database, user: "stoa_login" }, applied };
}

/** Checks and brings up an external database. @throws StoaError setup, having changed nothing. */
export async function prepareExternal(url: string, migrations?: readonly Migration[]): Promise<Prepared> {
  const applied = await withExternal(url, async (client) => {
    await joinRoles(client);
    return bringUp(client, migrations);
  });
  return { connection: url, applied };
}

/** Asks an external database, before anything is made anywhere, whether it can be used. @throws StoaError setup */
export async function checkExternal(url: string): Promise<void> {
  await withExternal(url, async (client) => {
    const { rowCount } = await client.query("select from pg_roles where rolname = 'stoa_owner'");
    // A superuser makes the roles in a moment; without them there is no schema either.
    if ((await mayMakeRoles(client)) && rowCount === 0) return;
    await checkSchema(client, await knownMigrations(client));
  });
}

async function withExternal<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  try {
    return await withClient(url, async (client) => {
      await checkServer(client);
      return work(client);
    });
  } catch (error) {
    throw error instanceof StoaError ? error : unreachable(url, error);
  }
}

async function bringUp(client: pg.Client, migrations: readonly Migration[] | undefined): Promise<string[]> {
  const applied = await migrate(client, await knownMigrations(client, migrations));
  await checkRoles(client);
  return applied;
}

/** Those of this release, and those it may stand beside. */
async function knownMigrations(client: pg.Client, migrations?: readonly Migration[]): Promise<Migration[]> {
  const known = migrations ?? (await loadMigrations());
  const names = new Set(known.map((migration) => migration.name));
  return [...known, ...(await readLeftMigrations(client)).filter((migration) => !names.has(migration.name))];
}

export async function createDatabase(client: pg.Client): Promise<void> {
  const found = await client.query("select from pg_database where datname = $1", [databaseName]);
  if (found.rowCount === 0) await client.query(`create database ${databaseName} template template0`);
}

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number; shown: string; encoding: string }>(
    "select current_setting('server_version_num')::int as version, current_setting('server_version') as shown, current_setting('server_encoding') as encoding",
  );
  const { version = 0, shown = "unknown", encoding = "" } = rows[0] ?? {};
  if (version < leastVersion) {
    throw new StoaError("setup", {
      what: `The database is Postgres ${shown}; Stoa needs 15 or newer.`,
      fix: "Point STOA_DATABASE_URL to a newer one, or unset it to use the one Stoa brings. Nothing was changed.",
    });
  }
  if (encoding !== "UTF8") {
    throw new StoaError("setup", {
      what: `The database's encoding is ${encoding}; Stoa needs UTF8.`,
      fix: "create database stoa encoding 'UTF8' template template0;",
    });
  }
}

/** Creates the roles when this login may; else says, by `checkRoles`, what an administrator types. */
async function joinRoles(client: pg.Client): Promise<void> {
  if (await mayMakeRoles(client)) await ensureRoles(client);
}

/** Changes nothing. @throws StoaError setup for a login that neither is a member of our roles nor may make them */
async function mayMakeRoles(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ member: boolean; can: boolean }>(
    `select coalesce(bool_and(pg_has_role(current_user, oid, 'member')) and count(*) = 3, false) as member,
            (select rolsuper from pg_roles where rolname = current_user) as can
       from pg_roles where rolname in ('stoa_owner', 'stoa_app', 'stoa_wide')`,
  );
  if (rows[0]?.can) return true;
  if (rows[0]?.member) return false;
  await checkRoles(client);
  throw new StoaError("setup", {
    what: "The login of STOA_DATABASE_URL is no member of Stoa's roles.",
    fix: "As an administrator of the database, type: grant stoa_owner, stoa_app, stoa_wide to <login>;",
  });
}

const reasons: Record<string, string> = {
  ECONNREFUSED: "Nothing answers there.",
  ENOTFOUND: "Its host name does not resolve.",
  ENOENT: "There is no such socket.",
  ETIMEDOUT: "It does not answer in time.",
  "28P01": "It refused the password.",
  "28000": "It refused the login.",
  "3D000": "It has no database of that name.",
};

function unreachable(url: string, cause: unknown): StoaError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return new StoaError("setup", {
    what: `The database at ${shownAddress(url)} cannot be used.`,
    // The message of an unknown fault may quote the URL, so only the database's own texts are shown.
    why: reasons[code] ?? (cause instanceof pg.DatabaseError ? cause.message : `Fault ${code || "unknown"}.`),
    fix: "Check STOA_DATABASE_URL (postgres://login:password@host:5432/database). Nothing was changed.",
    cause,
  });
}

/** Host, port and database: never the password. */
export function shownAddress(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) return "STOA_DATABASE_URL";
  return `${parsed.host || "the local socket"}${parsed.pathname}`;
}
