import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { zstdDecompressSync } from "node:zlib";
import { openBlobStore } from "../../base/blobs/index.ts";
import { realClock, VirtualClock } from "../../base/clock.ts";
import { type Config, readConfig } from "../../base/config.ts";
import { createEmptyDatabase, createTestDatabase } from "../../testing/postgres.ts";
import { loadMigrations } from "../../base/db/index.ts";
import { prepareExternal } from "../database/prepare-database.ts";
import { reachDatabase } from "../database/reach-database.ts";
import { type Connection, withClient } from "../database/with-client.ts";
import { silentLog } from "../log.ts";
import type { PgConfig } from "../postgres/index.ts";
import { serviceUser } from "../supervise/run-as.ts";
import { freePort, isHealthy, runMain, stopMain } from "../testing/run-main.ts";
import { backUp } from "./back-up.ts";
import { dailyBackup } from "./daily-backup.ts";
import { makeBackup } from "./make-backup.ts";
import { restore } from "./restore.ts";
import { listBackups, verifyBackup } from "./verify-backup.ts";

const base = mkdtempSync(join(tmpdir(), "stoa-backup-"));
chmodSync(base, 0o755);
after(() => rmSync(base, { recursive: true, force: true }));

const canary = "canary-5f1c9a7e";
const configOf = (dataDir: string, env: Record<string, string> = {}): Config => readConfig({ STOA_DATA: join(base, dataDir), ...env });
const urlOf = (config: PgConfig): string => `postgres://${config.user}@/${config.database}?host=${encodeURIComponent(config.host)}`;

async function ask<Row extends object>(connection: Connection, sql: string, values: unknown[] = []): Promise<Row[]> {
  return withClient(connection, async (client) => (await client.query<Row>(sql, values)).rows);
}

/** A host with a side, a customer and a fact of each: rows that policies hide from one another. */
async function seed(connection: Connection, facts: number): Promise<void> {
  await ask(connection, "insert into base.deployment values ('seeded', '{}', now())");
  for (let n = 0; n < facts; n++) {
    await ask(
      connection,
      "insert into base.fact (id, type, v, at, customer_id, subject, subject_version, data) values ($1, 'run.finished', 1, now(), $2, $1, $3, '{}')",
      [randomUUID(), randomUUID(), n],
    );
    await ask(
      connection,
      "insert into base.audit (id, at, actor_kind, customer_id, verb, trace) values ($1, now(), 'machine', $2, 'test.seed', 't')",
      [randomUUID(), randomUUID()],
    );
  }
}

function seedFiles(dataDir: string): void {
  const work = join(base, "work");
  const git = (...args: string[]): void =>
    void execFileSync(
      "git",
      ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main", "-c", "safe.directory=*", ...args],
      { stdio: "ignore" },
    );
  rmSync(work, { recursive: true, force: true });
  git("init", work);
  writeFileSync(join(work, "stoa.yaml"), "name: one\n");
  git("-C", work, "add", ".");
  git("-C", work, "commit", "-m", "one");
  git("clone", "--bare", work, join(dataDir, "git", "one.git"));
  mkdirSync(join(dataDir, "keys"), { recursive: true });
  writeFileSync(join(dataDir, "keys", "deployment.key"), canary, { mode: 0o600 });
}

/** The names of files that hold the words, also under compression. */
function filesWith(folder: string, words: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => {
    const path = join(folder, name);
    if (!statSync(path).isFile()) return false;
    const bytes = readFileSync(path);
    return (name.endsWith(".zst") ? zstdDecompressSync(bytes) : bytes).includes(words);
  });
}

test("a destroyed data folder comes back: rows of every tenant, blobs, repositories; the key is not in it", async () => {
  const config = configOf("whole", { STOA_PORT: String(await freePort()) });
  const where = { dataDir: config.dataDir, port: config.port };
  const main = await runMain(where);
  assert.equal(main.code, undefined, main.stderr);
  const blobs = openBlobStore({ kind: "files", folder: join(config.dataDir, "blobs") });
  await blobs.put("logs/1", Buffer.from("first log"));
  seedFiles(config.dataDir);
  await reachDatabase(config, silentLog, (connection) => seed(connection, 5));
  const { folder, manifest } = await backUp(config, silentLog, join(base, "out"));
  assert.equal(await stopMain(main), 0);
  assert.ok(filesWith(folder, "test.seed").length > 0);
  assert.deepEqual(filesWith(folder, canary), []);
  assert.ok((manifest.tables.find((table) => table.name === "audit")?.rows ?? 0) >= 5);
  assert.equal(statSync(folder).mode & 0o077, 0);

  rmSync(config.dataDir, { recursive: true });
  await restore(config, silentLog, folder);
  assert.equal(await text(await blobs.get("logs/1")), "first log");
  assert.equal(
    execFileSync("git", ["-c", "safe.directory=*", "--git-dir", join(config.dataDir, "git", "one.git"), "show", "main:stoa.yaml"], {
      encoding: "utf8",
    }),
    "name: one\n",
  );
  const owner = statSync(join(config.dataDir, "blobs", "logs", "1~")).uid;
  assert.equal(owner, serviceUser()?.uid ?? process.getuid?.());
  const again = await runMain(where);
  assert.equal(again.code, undefined, again.stderr);
  assert.ok(await isHealthy(again.url));
  const rows = await reachDatabase(config, silentLog, (connection) =>
    ask<{ audit: number }>(connection, "select count(*)::int as audit from base.audit where verb = 'test.seed'"),
  );
  assert.equal(rows[0]?.audit, 5);
  assert.equal(await stopMain(again), 0);
  await assert.rejects(restore(config, silentLog, folder), { code: "refused", message: /not empty/ });
});

test("into an empty external database and back out of it; a database with tables is refused", async () => {
  const { superuser: source } = await createTestDatabase();
  await seed(source, 3);
  const { folder } = await makeBackup(
    {
      connection: source,
      blobs: openBlobStore({ kind: "files", folder: join(base, "none") }),
      dataDir: join(base, "none"),
      clock: realClock,
    },
    join(base, "external"),
  );
  const { superuser: target } = await createEmptyDatabase();
  const { rows } = await restore(configOf("ext", { STOA_DATABASE_URL: urlOf(target) }), silentLog, folder);
  assert.ok(rows >= 7);
  for (const table of ["base.fact", "base.audit", "base.deployment"]) {
    const [was, is] = await Promise.all(
      [source, target].map((connection) =>
        ask<{ n: number }>(
          connection,
          `select count(*)::int as n from ${table} where $1 <> 'x' ${table === "base.deployment" ? "and name <> 'backup.made'" : ""}`,
          ["y"],
        ),
      ),
    );
    assert.deepEqual(is, was, table);
  }
  await assert.rejects(restore(configOf("ext2", { STOA_DATABASE_URL: urlOf(target) }), silentLog, folder), {
    code: "refused",
    message: /database is not empty/,
  });
  assert.equal(existsSync(join(base, "ext2", "blobs")), false);
});

test("facts keep their order and handlers go on where they were, though transaction ids begin anew", async () => {
  const { superuser: source } = await createTestDatabase();
  await seed(source, 6);
  const facts = await ask<{ xid: string; seq: number; id: string }>(
    source,
    "select xid::text as xid, seq::int as seq, id from base.fact order by xid, seq",
  );
  await ask(
    source,
    "insert into base.fact_cursor (handler, xid, seq) values ('half', $1::xid8, $2), ('none', '0', 0), ('all', $3::xid8, $4)",
    [facts[2]?.xid, facts[2]?.seq, facts[5]?.xid, facts[5]?.seq],
  );
  const { folder } = await makeBackup(
    {
      connection: source,
      blobs: openBlobStore({ kind: "files", folder: join(base, "none") }),
      dataDir: join(base, "none"),
      clock: new VirtualClock(),
    },
    join(base, "facts"),
  );
  const { superuser: target } = await createEmptyDatabase();
  await restore(configOf("facts-data", { STOA_DATABASE_URL: urlOf(target) }), silentLog, folder);
  await seedLater(target);
  const unheard = (handler: string) =>
    ask<{ id: string }>(
      target,
      "select f.id from base.fact f, base.fact_cursor c where c.handler = $1 and (f.xid, f.seq) > (c.xid, c.seq) and f.xid < pg_snapshot_xmin(pg_current_snapshot()) order by f.xid, f.seq",
      [handler],
    );
  const ids = facts.map((fact) => fact.id);
  assert.deepEqual(
    (await unheard("none")).map((row) => row.id),
    [...ids, newFact],
  );
  assert.deepEqual(
    (await unheard("half")).map((row) => row.id),
    [...ids.slice(3), newFact],
  );
  assert.deepEqual(
    (await unheard("all")).map((row) => row.id),
    [newFact],
  );
});

test("only facts and their cursors hold transaction ids: another such column needs a thought in restore", async () => {
  const { superuser } = await createTestDatabase();
  const found = await ask<{ place: string }>(
    superuser,
    `select c.table_schema || '.' || c.table_name || '.' || c.column_name as place from information_schema.columns c
      where c.udt_name in ('xid', 'xid8', 'pg_snapshot', 'pg_lsn') and c.table_schema not in ('pg_catalog', 'information_schema') and c.table_schema not like 'pg\\_%' order by 1`,
  );
  assert.deepEqual(
    found.map((row) => row.place),
    ["base.fact.xid", "base.fact_cursor.xid"],
  );
});

test("a damaged backup is named and nothing is made", async () => {
  const { superuser } = await createTestDatabase();
  await seed(superuser, 1);
  const { folder, manifest } = await makeBackup(
    {
      connection: superuser,
      blobs: openBlobStore({ kind: "files", folder: join(base, "none") }),
      dataDir: join(base, "none"),
      clock: realClock,
    },
    join(base, "damaged"),
  );
  const file = manifest.tables.find((table) => table.name === "audit")?.file ?? "";
  writeFileSync(join(folder, file), Buffer.concat([readFileSync(join(folder, file)), Buffer.from("x")]));
  await assert.rejects(restore(configOf("damaged-data"), silentLog, folder), {
    code: "refused",
    message: /base\.audit\.copy\.zst is not as it was written/,
  });
  await assert.rejects(verifyBackup(configOf("damaged-data"), silentLog, folder), { code: "refused" });
  assert.equal(existsSync(join(base, "damaged-data")), false);
  rmSync(join(folder, "manifest.json"));
  await assert.rejects(restore(configOf("damaged-data"), silentLog, folder), { code: "invalid_input" });
});

test("once a day: made, restored for proof, said on the status page, seven kept", async () => {
  const { superuser, login } = await createTestDatabase();
  await seed(superuser, 2);
  const dataDir = join(base, "daily");
  mkdirSync(join(dataDir, "tmp"), { recursive: true });
  for (const path of [dataDir, join(dataDir, "tmp")]) chmodSync(path, 0o755);
  const clock = new VirtualClock("2026-03-01T00:00:00Z");
  const deps = {
    connection: login,
    blobs: openBlobStore({ kind: "files", folder: join(dataDir, "blobs") }),
    dataDir,
    clock,
    log: silentLog,
  };
  for (let n = 1; n <= 6; n++) mkdirSync(join(dataDir, "backups", `2026-02-0${n}`), { recursive: true });
  for (let n = 1; n <= 6; n++) writeFileSync(join(dataDir, "backups", `2026-02-0${n}`, "manifest.json"), "{}");
  const made = await dailyBackup(deps);
  assert.ok(made !== undefined && existsSync(join(made, "manifest.json")));
  clock.advance(23 * 3_600_000);
  assert.equal(await dailyBackup(deps), undefined);
  clock.advance(2 * 3_600_000);
  assert.ok(await dailyBackup(deps));
  assert.equal(listBackups(join(dataDir, "backups")).length, 7);
  const said = await ask<{ name: string; value: { rows: number } }>(
    superuser,
    "select name, value from base.deployment where name like 'backup.%' order by name",
  );
  assert.deepEqual(
    said.map((row) => row.name),
    ["backup.made", "backup.verified"],
  );
  assert.ok((said[1]?.value.rows ?? 0) >= 5);
});

const newFact = randomUUID();

async function seedLater(connection: Connection): Promise<void> {
  await ask(
    connection,
    "insert into base.fact (id, type, v, at, subject, subject_version, data) values ($1, 'late', 1, now(), $1, 1, '{}')",
    [newFact],
  );
}

test("a backup of an older schema is loaded as that schema and then brought up to this release", async () => {
  const { superuser: source } = await createEmptyDatabase();
  const older = await loadMigrations(["identity"]);
  await prepareExternal(urlOf(source), older);
  await seed(source, 2);
  const nowhere = join(base, "none");
  const { folder, manifest } = await makeBackup(
    { connection: source, blobs: openBlobStore({ kind: "files", folder: nowhere }), dataDir: nowhere, clock: realClock },
    join(base, "older"),
  );
  assert.equal(manifest.schema.length, older.length);
  const { superuser: target } = await createEmptyDatabase();
  await restore(configOf("older-data", { STOA_DATABASE_URL: urlOf(target) }), silentLog, folder);
  const applied = await ask<{ name: string }>(target, "select name from base.migration");
  const wanted = (await loadMigrations()).map((migration) => migration.name);
  assert.ok(wanted.length > older.length);
  assert.deepEqual(applied.map((row) => row.name).toSorted(), wanted.toSorted());
  assert.equal((await ask(target, "select from base.fact")).length, 2);
  assert.deepEqual((await prepareExternal(urlOf(target))).applied, []);
});

test("a backup of a newer release is refused and nothing is made", async () => {
  const { superuser: source } = await createEmptyDatabase();
  const later = { name: "runs/9999-later", sql: "create table base.later (n int)", digest: "x" };
  await prepareExternal(urlOf(source), [...(await loadMigrations()), later]);
  const nowhere = join(base, "none");
  const { folder } = await makeBackup(
    { connection: source, blobs: openBlobStore({ kind: "files", folder: nowhere }), dataDir: nowhere, clock: realClock },
    join(base, "newer"),
  );
  await assert.rejects(restore(configOf("newer-data"), silentLog, folder), {
    code: "refused",
    message: /another schema \(runs\/9999-later\)/,
  });
  assert.equal(existsSync(join(base, "newer-data", "postgres")), false);
});
