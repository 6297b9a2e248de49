import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, describe, test } from "node:test";
import type { InstallationView, LogPage, RunPage, RunStarted, RunView } from "@stoa/contract";
import { type Client, createClient } from "@stoa/sdk";
import { readConfig } from "../../server/base/config.ts";
import { loadMigrations } from "../../server/base/db/index.ts";
import { restore } from "../../server/machine/backup/restore.ts";
import { reachDatabase } from "../../server/machine/database/reach-database.ts";
import { withClient } from "../../server/machine/database/with-client.ts";
import { silentLog } from "../../server/machine/log.ts";
import { openReleaseClone } from "../../server/machine/testing/release-clone.ts";
import { freePort, type MainProcess, runMain, stopMain } from "../../server/machine/testing/run-main.ts";
import { upgrade } from "../../server/machine/upgrade/upgrade.ts";
import { shareRuntimes } from "../../server/machine/testing/share-runtimes.ts";
import frozen from "./fixtures/frozen.json" with { type: "json" };

const fixtures = join(import.meta.dirname, "fixtures");
const base = mkdtempSync(join(tmpdir(), "stoa-frozen-"));
chmodSync(base, 0o755);
after(() => rmSync(base, { recursive: true, force: true }));

const clone = join(base, "clone");
const config = readConfig({ STOA_DATA: join(base, "data") });
const { git, migration, commit } = openReleaseClone(clone);

function release(tag: string, added?: { name: string; sql: string }): void {
  if (added) migration(added.name, added.sql);
  commit(tag);
}

/** This release; two that follow it: one whose migration fails half way, one that adds to the schema. */
before(() => {
  release("now");
  release("broken", {
    name: "9999-broken",
    sql: "create table runs.half (id uuid primary key);\ncall base.guard('runs.half', 'false');\nselect 1 / (count(*) - count(*)) from runs.run;",
  });
  git("checkout", "--quiet", "now");
  release("later", {
    name: "9998-notes",
    sql: "create table runs.note (id uuid primary key);\ncall base.guard('runs.note', 'false');",
  });
  git("checkout", "--quiet", "now");
});

const options = {
  folder: clone,
  command: [process.execPath, "server/main.ts"] as const,
  env: { PATH: process.env["PATH"], STOA_DATA: config.dataDir, STOA_SLOTS: "4", STOA_EXAMPLE: "off" },
  log: silentLog,
  say: () => undefined,
  patience: 60_000,
};

describe("a deployment of an older schema", () => {
  test("is restored from its backup into an empty folder, brought to this release's schema", async () => {
    const backup = join(base, "backup");
    mkdirSync(backup);
    execFileSync("tar", ["-xzf", join(fixtures, "backup.tar.gz"), "-C", backup]);
    const { keyFolder } = await restore(config, silentLog, backup);
    mkdirSync(keyFolder, { recursive: true });
    copyFileSync(join(fixtures, "deployment.key"), join(keyFolder, "deployment.key"));
    shareRuntimes(config.dataDir);
    const now = (await loadMigrations()).map((migration) => migration.name);
    assert.ok(now.length > frozen.schema.length, "no migration came since: freeze another schema when one does");
    assert.deepEqual(await applied(), now.toSorted());
  });

  test("goes back by itself when a migration fails half way: nothing of it stays, and all works on", async () => {
    await assert.rejects(upgrade(config, { ...options, to: "broken" }), (error: Error & { code: string; why: string; fix: string }) => {
      assert.equal(error.code, "refused");
      assert.match(error.message, /did not start well, so .* is back/);
      assert.match(error.why, /division by zero/);
      assert.match(error.fix, /^Your data is as it was\./);
      return true;
    });
    assert.equal(git("rev-parse", "HEAD"), git("rev-parse", "now"));
    assert.deepEqual(await ask("select to_regclass('runs.half')::text as name"), [{ name: null }]);
    await withDeployment(async (client) => {
      await seeWhatWas(client);
      await runAgain(client, 3);
    });
  });

  test("goes up to a later release, and all it had is there and works", async () => {
    await upgrade(config, { ...options, to: "later" });
    assert.ok((await applied()).includes("runs/9998-notes"));
    await withDeployment(async (client) => {
      await seeWhatWas(client);
      await runAgain(client, 4);
    });
  });
});

async function applied(): Promise<string[]> {
  const rows = await ask("select name from base.migration");
  return rows.map((row) => String(row["name"])).toSorted();
}

function ask(sql: string): Promise<Record<string, unknown>[]> {
  return reachDatabase(config, silentLog, (connection) => withClient(connection, async (client) => (await client.query(sql)).rows));
}

/** Runs the clone's release over the data folder; asks as the customer, with the token made before the backup. */
async function withDeployment(work: (client: Client) => Promise<void>): Promise<void> {
  const main: MainProcess = await runMain({ dataDir: config.dataDir, port: await freePort(), root: clone, env: { STOA_SLOTS: "4" } });
  assert.equal(main.code, undefined, main.stderr);
  try {
    await work(createClient({ url: main.url, token: frozen.token }));
  } finally {
    assert.equal(await stopMain(main), 0);
  }
}

async function seeWhatWas(client: Client): Promise<void> {
  const { customer, installationId, runIds, label } = frozen;
  const installation = await client.get<InstallationView>(`${customer}/installations/${installationId}`);
  assert.equal(installation.state, "active");
  assert.equal(installation.config?.["label"], label);
  const { items } = await client.get<RunPage>(`${customer}/runs`);
  const shown = items.map((run) => run.id);
  assert.ok(runIds.every((id) => shown.includes(id)));
  for (const [index, id] of runIds.entries()) await seeRun(client, id, index + 1);
}

async function seeRun(client: Client, id: string, number: number): Promise<void> {
  const run = await client.get<RunView>(`${frozen.customer}/runs/${id}`);
  assert.equal(run.verdict?.outcome, "succeeded");
  assert.equal(run.counts.created, 1);
  assert.deepEqual(run.after?.form === "json" ? run.after.value : run.after, { runs: number });
  const { lines } = await client.get<LogPage>(`${frozen.customer}/runs/${id}/log`);
  assert.ok(lines.some(({ text }) => text === `run ${number} of ${frozen.label}, with a key of 17 characters`));
}

/** Its secret is opened, its artifact unpacked, its state read and written on. */
async function runAgain(client: Client, number: number): Promise<void> {
  const { customer, installationId } = frozen;
  const { runId } = await client.send<RunStarted>("POST", `${customer}/installations/${installationId}/runs`, {});
  for (let tries = 0; (await client.get<RunView>(`${customer}/runs/${runId}`)).verdict === null; tries++) {
    assert.ok(tries < 3_000, "the run is not over after five minutes, in which its runtime may have to be made");
    await sleep(100);
  }
  await seeRun(client, runId, number);
}
