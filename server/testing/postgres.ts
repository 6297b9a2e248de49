import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import pg from "pg";
import { ensureRoles, loadMigrations, migrate, type Migration } from "../base/db/index.ts";
import type { PgConfig } from "../machine/postgres/index.ts";
import { type Keeper, reachKeeper } from "./keeper/reach-keeper.ts";

export interface TestDatabase {
  /** As the server connects: the login that may do nothing until a transaction picks a role. */
  login: PgConfig;
  superuser: PgConfig;
  drop(): Promise<void>;
}

/** A database of its own for one test file, cloned from a template that has every migration. Dropped when the process ends. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const migrations = await loadMigrations();
  const template = `template_${digestOf(migrations)}`;
  return cloneFrom(template, (client) => makeTemplate(client, template, migrations), databaseGrants);
}

/** A clone has its template's tables but not the rights on the database itself. */
function databaseGrants(name: string): string {
  return `grant create, connect, temporary on database ${name} to stoa_owner; grant connect on database ${name} to stoa_login`;
}

/** An empty database of its own, without schema or roles granted. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return cloneFrom("template0", () => Promise.resolve());
}

async function cloneFrom(
  template: string,
  prepare: (client: pg.Client) => Promise<void>,
  grants?: (name: string) => string,
): Promise<TestDatabase> {
  const keeper = await reachKeeper();
  const client = new pg.Client(keeper.superuser);
  await client.connect();
  try {
    await prepare(client);
    const name = `test_${randomBytes(6).toString("hex")}`;
    keeper.own(name);
    // Nothing here must survive a power cut: files copied as they are take a third of the time of a logged copy.
    await client.query(`create database ${name} template ${template} strategy file_copy`);
    if (grants) await client.query(grants(name));
    return testDatabase(keeper, name);
  } finally {
    await client.end();
  }
}

function testDatabase(keeper: Keeper, name: string): TestDatabase {
  const superuser = { ...keeper.superuser, database: name };
  return { superuser, login: { ...superuser, user: "stoa_login" }, drop: () => dropDatabase(keeper, name) };
}

async function dropDatabase(keeper: Keeper, name: string): Promise<void> {
  const client = new pg.Client(keeper.superuser);
  await client.connect();
  await client.query(`drop database if exists ${name} with (force)`);
  await client.end();
}

/** Of test processes that start at once one makes the template, the others wait. A template has its name only when whole. */
async function makeTemplate(client: pg.Client, template: string, migrations: readonly Migration[]): Promise<void> {
  if (await exists(client, template)) return;
  await client.query("select pg_advisory_lock(418009)");
  try {
    if (await exists(client, template)) return;
    await client.query(`drop database if exists making_template with (force)`);
    await client.query(`create database making_template template template0`);
    await fill({ ...connectionOf(client), database: "making_template" }, migrations);
    await client.query(`alter database making_template rename to ${template}`);
  } finally {
    await client.query("select pg_advisory_unlock(418009)");
  }
}

async function fill(config: PgConfig, migrations: readonly Migration[]): Promise<void> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    await ensureRoles(client);
    await migrate(client, migrations);
  } finally {
    await client.end();
  }
}

function connectionOf(client: pg.Client): PgConfig {
  return { host: client.host, port: client.port, user: client.user ?? "postgres", database: client.database ?? "postgres" };
}

async function exists(client: pg.Client, database: string): Promise<boolean> {
  return (await client.query("select from pg_database where datname = $1", [database])).rowCount === 1;
}

function digestOf(migrations: readonly Migration[]): string {
  const hash = createHash("sha256");
  for (const { name, digest } of migrations) hash.update(`${name} ${digest}\n`);
  return hash.digest("hex").slice(0, 16);
}

/** Ends the shared cluster as soon as no test process uses it: for the end of a whole test run. */
export async function stopTestCluster(): Promise<void> {
  const { socket } = await reachKeeper();
  socket.ref();
  socket.end("stop\n");
  await once(socket, "close");
}
