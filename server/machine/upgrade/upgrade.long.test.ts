import assert from "node:assert/strict";
import { appendFileSync, chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { readConfig } from "../../base/config.ts";
import { listBackups } from "../backup/verify-backup.ts";
import { reachDatabase } from "../database/reach-database.ts";
import { withClient } from "../database/with-client.ts";
import { silentLog } from "../log.ts";
import { openReleaseClone } from "../testing/release-clone.ts";
import { freePort, isHealthy, runMain, stopMain } from "../testing/run-main.ts";
import { upgrade } from "./upgrade.ts";

const base = mkdtempSync(join(tmpdir(), "stoa-upgrade-"));
chmodSync(base, 0o755);
after(() => rmSync(base, { recursive: true, force: true }));

const clone = join(base, "clone");
const { git, migration, commit } = openReleaseClone(clone);

/** Three releases: this tree; one with a later migration; one with yet another, whose server does not start. */
before(() => {
  commit("v1");
  migration("9998-notes", "create table runs.note (id uuid primary key, words text not null);\ncall base.guard('runs.note', 'false');");
  commit("v2");
  migration("9999-more", "alter table runs.note add column more text;");
  appendFileSync(join(clone, "server", "roles", "start-roles.ts"), '\nthrow new Error("the third release is broken");\n');
  commit("v3");
  git("checkout", "--quiet", "v1");
});

const config = readConfig({ STOA_DATA: join(base, "data") });
const said: string[] = [];
const options = {
  folder: clone,
  command: [process.execPath, "server/main.ts"] as const,
  env: { PATH: process.env["PATH"], STOA_DATA: config.dataDir, STOA_SLOTS: "1" },
  log: silentLog,
  say: (line: string) => void said.push(line),
  patience: 60_000,
};

function names(): Promise<string[]> {
  return reachDatabase(config, silentLog, (connection) =>
    withClient(connection, async (client) =>
      (await client.query<{ name: string }>("select name from base.migration order by name")).rows.map((row) => row.name),
    ),
  );
}

describe("upgrade", () => {
  test("a release that is well stays, its schema applied, a backup made before", async () => {
    const main = await runMain({ dataDir: config.dataDir, port: await freePort(), root: clone });
    assert.equal(main.code, undefined, main.stderr);
    await assert.rejects(upgrade(config, { ...options, to: "v2" }), {
      code: "refused",
      message: new RegExp(`runs as process ${main.child.pid}`),
    });
    assert.equal(await stopMain(main), 0);
    const done = await upgrade(config, { ...options, to: "v2" });
    assert.equal(git("rev-parse", "HEAD"), git("rev-parse", "v2"));
    assert.equal(done.from, git("rev-parse", "v1"));
    assert.ok(done.backup !== undefined && existsSync(join(done.backup, "manifest.json")));
    assert.ok((await names()).includes("runs/9998-notes"));
    assert.ok(said.includes("It is well"));
  });

  test("a release that is not well goes back by itself; the old one runs on what it left", async () => {
    await assert.rejects(upgrade(config, { ...options, to: "v3" }), (error: Error & { code: string; why: string; fix: string }) => {
      assert.equal(error.code, "refused");
      assert.match(error.message, /did not start well, so .* is back/);
      assert.match(error.why, /the third release is broken/);
      assert.match(error.fix, /Your data is as it was \(the new tables and columns stay/);
      return true;
    });
    assert.equal(git("rev-parse", "HEAD"), git("rev-parse", "v2"));
    assert.ok((await names()).includes("runs/9999-more"));
    assert.equal(listBackups(join(config.dataDir, "backups")).length, 2);
    const main = await runMain({ dataDir: config.dataDir, port: await freePort(), root: clone });
    assert.equal(main.code, undefined, main.stderr);
    assert.ok(await isHealthy(main.url));
    assert.equal(await stopMain(main), 0);
  });

  test("a newer schema that no upgrade left is still refused", async () => {
    git("checkout", "--quiet", "v1");
    await reachDatabase(config, silentLog, (connection) =>
      withClient(connection, (client) => client.query("delete from base.deployment where name = 'upgrade.left'")),
    );
    const main = await runMain({ dataDir: config.dataDir, port: await freePort(), root: clone });
    assert.equal(main.code, 78);
    assert.match(main.stderr, /newer schema/);
  });

  test("a clone with local changes is left alone, a release that is not there is said", async () => {
    appendFileSync(join(clone, "package.json"), "\n");
    await assert.rejects(upgrade(config, { ...options, to: "v2" }), { code: "refused", message: /local changes:\s+M package.json/ });
    git("checkout", "--quiet", "package.json");
    await assert.rejects(upgrade(config, { ...options, to: "v9" }), { code: "not_found", message: /no release "v9"/ });
    assert.equal((await upgrade(config, { ...options, to: "v1" })).backup, undefined);
  });
});
