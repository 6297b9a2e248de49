import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync, readFileSync, existsSync, mkdirSync, chmodSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import pg from "pg";
import { silentLog } from "../log.ts";
import { becomes } from "../supervise/end-process.ts";
import { processFacts } from "../supervise/process-facts.ts";
import { serviceUser } from "../supervise/run-as.ts";
import { readPostmasterPid, startPostgres, type PgConfig } from "./index.ts";

const base = mkdtempSync(join(tmpdir(), "stoa-pg-"));
chmodSync(base, 0o755);
after(() => rmSync(base, { recursive: true, force: true }));
const runAs = serviceUser();
const start = (name: string, purpose: "scratch" | "deployment" = "scratch") =>
  startPostgres({ dataDir: join(base, name), runAs, log: silentLog, purpose });

async function ask(config: PgConfig, sql: string): Promise<string> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: "array" });
    return String(rows[0]?.[0]);
  } finally {
    await client.end();
  }
}

/** A process that starts the cluster and waits, to be killed. Prints the postmaster's pid. */
async function startElsewhere(name: string): Promise<{ kill(): void; postmaster: number }> {
  const script = `
    import { startPostgres } from ${JSON.stringify(join(import.meta.dirname, "index.ts"))};
    import { silentLog } from ${JSON.stringify(join(import.meta.dirname, "../log.ts"))};
    const it = await startPostgres({ dataDir: ${JSON.stringify(join(base, name))}, runAs: ${JSON.stringify(runAs)}, log: silentLog, purpose: "scratch" });
    console.log(it.pid);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  return { kill: () => child.kill("SIGKILL"), postmaster: Number(String(line)) };
}

describe("embedded Postgres", () => {
  test("makes a UTF-8 cluster, keeps data over a stop, listens on no network", async () => {
    const first = await start("keep");
    assert.equal(await ask(first.superuser, "show server_encoding"), "UTF8");
    assert.equal(await ask(first.superuser, "select datlocale from pg_database where datname = 'template1'"), "C.UTF-8");
    assert.equal(await ask(first.superuser, "show listen_addresses"), "");
    await ask(first.superuser, "create table kept as select 7 as n");
    await first.stop();
    const second = await start("keep");
    assert.equal(await ask(second.superuser, "select n from kept"), "7");
    await second.stop();
    assert.match(await second.ended, /exit code 0/);
  });

  test("after kill -9 of the parent the server ends by itself or is stopped, and the next start works within 10 s", async () => {
    const elsewhere = await startElsewhere("orphan");
    elsewhere.kill();
    const began = performance.now();
    const next = await start("orphan");
    assert.ok(performance.now() - began < 10_000);
    assert.notEqual(next.pid, elsewhere.postmaster);
    assert.equal(processFacts(elsewhere.postmaster), undefined);
    await next.stop();
  });

  test("stops a live orphan that the kernel did not end", async () => {
    const orphan = await start("live");
    const began = performance.now();
    const next = await start("live");
    assert.ok(performance.now() - began < 10_000);
    assert.match(await orphan.ended, /ended/);
    assert.equal(await ask(next.superuser, "select 1"), "1");
    await next.stop();
  });

  test("after kill -9 of the postmaster the next start works within 10 s and has what was committed", async () => {
    const first = await start("crash", "deployment");
    await ask(first.superuser, "create table kept as select 7 as n");
    const busy = ask(first.superuser, "select count(*) from generate_series(1, 1e12::bigint)").catch(() => "cut");
    process.kill(first.pid, "SIGKILL");
    await first.ended;
    const began = performance.now();
    const next = await start("crash", "deployment");
    assert.ok(performance.now() - began < 10_000);
    assert.equal(await busy, "cut");
    assert.equal(await ask(next.superuser, "select n from kept"), "7");
    await next.stop();
  });

  test("a pid file that names a stranger is removed and the stranger left alone", async () => {
    await (await start("stranger")).stop();
    const stranger = spawn("sleep", ["60"]);
    const cluster = join(base, "stranger", "postgres");
    writeFileSync(
      join(cluster, "postmaster.pid"),
      `${stranger.pid}\n${cluster}\n${Math.floor(Date.now() / 1000)}\n5432\n/tmp\n\n0 0\nready\n`,
    );
    const next = await start("stranger");
    assert.equal(readPostmasterPid(cluster)?.pid, next.pid);
    assert.equal(stranger.exitCode, null);
    stranger.kill();
    await next.stop();
  });

  test("a half-made cluster of an interrupted first start is thrown away", async () => {
    const half = join(base, "half", "postgres.making-99");
    mkdirSync(half, { recursive: true });
    const made = await start("half");
    assert.equal(existsSync(half), false);
    await made.stop();
  });

  test("a cluster of another major version is refused with the way over", async () => {
    await (await start("major")).stop();
    const file = join(base, "major", "postgres", "PG_VERSION");
    const before = readFileSync(file, "utf8");
    writeFileSync(file, "17\n");
    await assert.rejects(start("major"), { code: "setup", message: /written by Postgres 17/ });
    writeFileSync(file, before);
  });

  test("a long data folder gets a short socket path", async () => {
    const name = `${"long-".repeat(20)}folder`;
    const made = await start(name);
    assert.ok(made.superuser.host.length < 81);
    assert.equal(await ask(made.superuser, "select 1"), "1");
    await made.stop();
    rmSync(made.superuser.host, { recursive: true, force: true });
    assert.ok(await becomes(() => processFacts(made.pid) === undefined, 1000));
  });
});
