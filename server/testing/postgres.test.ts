import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import pg from "pg";
import { loadMigrations, readSchemaVersion } from "../base/db/index.ts";
import type { PgConfig } from "../machine/postgres/index.ts";
import { createEmptyDatabase, createTestDatabase } from "./postgres.ts";

async function withClient<T>(config: PgConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

test("each database is its own, migrated, and reached as the server's login", async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const names = (await loadMigrations()).map((migration) => migration.name);
  assert.deepEqual((await withClient(one.superuser, readSchemaVersion)).toSorted(), names.toSorted());
  await withClient(one.superuser, (client) => client.query("create table public.mark ()"));
  const other = await withClient(two.superuser, (client) => client.query("select to_regclass('public.mark') as mark"));
  assert.equal(other.rows[0].mark, null);
  const who = await withClient(one.login, (client) =>
    client.query("select current_user, rolsuper from pg_roles where rolname = current_user"),
  );
  assert.deepEqual(who.rows[0], { current_user: "stoa_login", rolsuper: false });
});

test("a dropped clone is gone", async () => {
  const database = await createTestDatabase();
  await database.drop();
  const { superuser } = await createEmptyDatabase();
  const left = await withClient(superuser, (client) =>
    client.query("select from pg_database where datname = $1", [database.superuser.database]),
  );
  assert.equal(left.rowCount, 0);
});

test("processes that start at once share one cluster; what a killed one owned is dropped", async () => {
  const script = `import { createTestDatabase } from ${JSON.stringify(join(import.meta.dirname, "postgres.ts"))};
    console.log((await createTestDatabase()).superuser.database); process.kill(process.pid, "SIGKILL");`;
  const run = promisify(execFile);
  const start = () => run(process.execPath, ["--input-type=module", "-e", script]).catch((error: { stdout: string }) => error);
  const made = (await Promise.all([start(), start(), start()])).map(({ stdout }) => stdout.trim());
  assert.equal(new Set(made).size, 3);
  const { superuser } = await createEmptyDatabase();
  const left = await withClient(superuser, async (client) => {
    for (let tries = 0; tries < 100; tries++) {
      const { rowCount } = await client.query("select from pg_database where datname = any($1)", [made]);
      if (rowCount === 0) return 0;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return made.length;
  });
  assert.equal(left, 0);
});
