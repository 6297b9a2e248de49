import assert from "node:assert/strict";
import { createServer } from "node:net";
import { once } from "node:events";
import { test } from "node:test";
import { checkRoles, loadMigrations, migrate } from "../../base/db/index.ts";
import type { PgConfig } from "../postgres/index.ts";
import { createEmptyDatabase } from "../../testing/postgres.ts";
import { prepareExternal, shownAddress } from "./prepare-database.ts";
import { withClient } from "./with-client.ts";

const urlOf = (config: PgConfig, user = config.user): string =>
  `postgres://${user}@/${config.database}?host=${encodeURIComponent(config.host)}`;

test("an administrator's login: roles and schema are made once, a second start finds nothing to do", async () => {
  const { superuser } = await createEmptyDatabase();
  const first = await prepareExternal(urlOf(superuser));
  assert.equal(first.applied.length, (await loadMigrations()).length);
  assert.deepEqual((await prepareExternal(urlOf(superuser))).applied, []);
  assert.deepEqual((await prepareExternal(urlOf(superuser, "stoa_login"))).applied, []);
});

test("of two that bring a database up to date at once each applies what the other has not", async () => {
  const { superuser } = await createEmptyDatabase();
  const both = await Promise.all([prepareExternal(urlOf(superuser)), prepareExternal(urlOf(superuser))]);
  const applied = both.flatMap((one) => one.applied).toSorted();
  assert.deepEqual(applied, (await loadMigrations()).map(({ name }) => name).toSorted());
});

test("a migration that fails leaves nothing of itself, those before it stay, and the next start goes on there", async () => {
  const { superuser } = await createEmptyDatabase();
  const migrations = await loadMigrations();
  const one = { name: "runs/9998-one", sql: "create table base.one ()", digest: "1" };
  const two = { name: "runs/9999-two", sql: "create table base.two (); select 1 / 0", digest: "2" };
  await assert.rejects(prepareExternal(urlOf(superuser), [...migrations, one, two]), {
    code: "setup",
    message: /9999-two failed: division by zero/,
  });
  const there = (name: string): Promise<boolean> =>
    withClient(
      superuser,
      async (client) => (await client.query("select to_regclass($1) is not null as there", [name])).rows[0].there as boolean,
    );
  assert.deepEqual([await there("base.one"), await there("base.two")], [true, false]);
  const mended = { ...two, sql: "create table base.two ()" };
  assert.deepEqual((await prepareExternal(urlOf(superuser), [...migrations, one, mended])).applied, ["runs/9999-two"]);
});

test("a table that somebody holds for long is asked for again and again, so that nobody stands behind the migration for longer than a moment", async () => {
  const { superuser } = await createEmptyDatabase();
  const migrations = await loadMigrations();
  await prepareExternal(urlOf(superuser));
  const later = [...migrations, { name: "runs/9999-later", sql: "alter table base.audit add column later int", digest: "x" }];
  await withClient(superuser, async (reader) => {
    await reader.query("begin; select count(*) from base.audit");
    await withClient(superuser, async (client) => {
      const short = { waitMs: 20, pauseMs: 1, tries: 3 };
      await assert.rejects(migrate(client, later, short), { code: "setup", message: /9999-later needs a table .* holds/ });
      const long = migrate(client, later, { waitMs: 20, pauseMs: 20, tries: 10_000 });
      // Another reader comes through while the first still holds the table.
      await withClient(superuser, (other) => other.query("set statement_timeout = 10000; select count(*) from base.audit"));
      await reader.query("commit");
      assert.deepEqual(await long, ["runs/9999-later"]);
    });
  });
});

test("where the tenants' role could pass by row-level security the start is refused with the SQL to type", async () => {
  const { superuser } = await createEmptyDatabase();
  await prepareExternal(urlOf(superuser));
  const wrongs = [
    ["alter role stoa_app bypassrls", /nobypassrls/],
    ["create table base.own (); alter table base.own owner to stoa_app", /reassign owned by stoa_app/],
  ] as const;
  await withClient(superuser, async (client) => {
    await checkRoles(client);
    for (const [sql, fix] of wrongs) {
      // Roles are of the whole cluster: nobody else sees this one.
      await client.query(`begin; ${sql}`);
      await assert.rejects(checkRoles(client), { code: "setup", fix });
      await client.query("rollback");
    }
  });
});

test("a newer schema is refused and nothing is changed", async () => {
  const { superuser } = await createEmptyDatabase();
  const migrations = await loadMigrations();
  await prepareExternal(urlOf(superuser), [...migrations, { name: "runs/9999-later", sql: "create table base.later ()", digest: "x" }]);
  await assert.rejects(prepareExternal(urlOf(superuser)), { code: "setup", message: /newer schema .*runs\/9999-later/ });
});

test("a login without our roles is told the SQL to type", async () => {
  const { superuser } = await createEmptyDatabase();
  await prepareExternal(urlOf(superuser));
  await withClient(superuser, (client) =>
    client.query(
      "do $$ begin if not exists (select from pg_roles where rolname = 'stranger') then create role stranger login; end if; end $$",
    ),
  );
  await assert.rejects(prepareExternal(urlOf(superuser, "stranger")), { code: "setup", fix: /grant stoa_owner, stoa_app, stoa_wide to/ });
});

test("an unreachable database is named without its password", async () => {
  await assert.rejects(prepareExternal("postgres://me:hunter22@127.0.0.1:9/stoa"), (error: Error & { why: string }) => {
    assert.doesNotMatch(`${error.message} ${error.why}`, /hunter22/);
    assert.match(error.message, /127\.0\.0\.1:9\/stoa/);
    assert.match(error.why, /Nothing answers/);
    return true;
  });
  assert.equal(shownAddress("postgres://me:hunter22@db.example:5432/stoa"), "db.example:5432/stoa");
});

test("a too old Postgres is refused by its version", async () => {
  const server = createServer((socket) => socket.once("data", () => socket.once("data", () => answerAsOld(socket)).write(ready())));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  await assert.rejects(prepareExternal(`postgres://me@127.0.0.1:${port}/stoa`), {
    code: "setup",
    message: /Postgres 14\.9; Stoa needs 15 or newer/,
  });
  server.close();
});

/** One message of the server's side of the Postgres protocol. */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

function ready(): Buffer {
  return Buffer.concat([message("R", Buffer.from([0, 0, 0, 0])), message("Z", Buffer.from("I"))]);
}

function answerAsOld(socket: NodeJS.WritableStream): void {
  const columns = [
    ["version", 23],
    ["shown", 25],
    ["encoding", 25],
  ] as const;
  const fields = columns.map(([name, type]) => {
    const tail = Buffer.alloc(18);
    tail.writeInt32BE(type, 6);
    return Buffer.concat([Buffer.from(`${name}\0`), tail]);
  });
  const values = ["140009", "14.9", "UTF8"].map((text) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(text.length);
    return Buffer.concat([length, Buffer.from(text)]);
  });
  const count = Buffer.from([0, columns.length]);
  const parts = [
    message("T", Buffer.concat([count, ...fields])),
    message("D", Buffer.concat([count, ...values])),
    message("C", Buffer.from("SELECT 1\0")),
    message("Z", Buffer.from("I")),
  ];
  socket.write(Buffer.concat(parts));
}
