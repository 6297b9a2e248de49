import assert from "node:assert/strict";
import { createServer } from "node:net";
import { once } from "node:events";
import { test } from "node:test";
import { checkRoles, loadMigrations } from "../../base/db/index.ts";
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

test("of two that bring a database up to date at once one does, and the other finds nothing to do", async () => {
  const { superuser } = await createEmptyDatabase();
  const both = await Promise.all([prepareExternal(urlOf(superuser)), prepareExternal(urlOf(superuser))]);
  assert.deepEqual(
    both.map(({ applied }) => applied.length).toSorted((a, b) => a - b),
    [0, (await loadMigrations()).length],
  );
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
