import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readConfig } from "../../base/config.ts";
import { reachDatabase } from "../database/reach-database.ts";
import { withClient } from "../database/with-client.ts";
import { silentLog } from "../log.ts";
import { freePort, runMain, stopMain } from "../testing/run-main.ts";
import { giveLike, seed } from "./seed.ts";

const base = mkdtempSync(join(tmpdir(), "stoa-seed-"));
after(() => rmSync(base, { recursive: true, force: true }));

test("what was written is given to the folder's owner, while a running server moves and drops files there", async (t) => {
  if (process.getuid?.() !== 0) return t.skip("as an ordinary user: only root gives files away");
  const folder = join(base, "blobs");
  mkdirSync(join(folder, "logs", "deep"), { recursive: true });
  for (let n = 0; n < 50; n++) writeFileSync(join(folder, "logs", "deep", `${n}`), "x");
  chownSync(folder, 65_534, 65_534);
  const server = spawn("sh", ["-c", "while :; do : >a; mv a logs/b; mkdir -p w/x; rm -r logs/b w; done"], { cwd: folder, stdio: "ignore" });
  const ended = once(server, "close");
  try {
    for (let n = 0; n < 300; n++) giveLike(folder);
  } finally {
    server.kill("SIGKILL");
    await ended;
  }
  const owners = readdirSync(join(folder, "logs", "deep")).map((name) => lstatSync(join(folder, "logs", "deep", name)).uid);
  assert.deepEqual([...new Set(owners)], [65_534]);
});

test("a running deployment is filled, every file belongs to its server, and the same is not done twice", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "stoa-seeded-"));
  after(() => rmSync(dataDir, { recursive: true, force: true }));
  const main = await runMain({ dataDir, port: await freePort(), env: { STOA_SLOTS: "4" } });
  assert.equal(main.code, undefined, main.stderr);
  try {
    const config = readConfig({ STOA_DATA: dataDir });
    const options = { runs: 60, customers: 6, now: Date.now(), say: () => undefined };
    const seeded = await seed(config, silentLog, options);
    assert.deepEqual({ hosts: seeded.hosts, listings: seeded.listings, runs: seeded.runs }, { hosts: 3, listings: 40, runs: 60 });
    const count = await reachDatabase(config, silentLog, (connection) =>
      withClient(connection, async (client) => (await client.query<{ n: number }>("select count(*)::int as n from runs.run")).rows[0]?.n),
    );
    assert.ok((count ?? 0) >= 60);
    const contacts = await reachDatabase(config, silentLog, (connection) =>
      withClient(
        connection,
        async (client) =>
          (
            await client.query<{ runs: number; days: number }>(
              `select (select count(*)::int from runs.run where contacted @> '[{"port": 443}]') as runs, (select sum(runs)::int from runs.contact_day) as days`,
            )
          ).rows[0],
      ),
    );
    assert.ok(contacts && contacts.runs > 40 && contacts.days >= contacts.runs, JSON.stringify(contacts));
    const blobs = join(dataDir, "blobs");
    const { uid } = statSync(blobs);
    const strange = readdirSync(blobs, { recursive: true, withFileTypes: true })
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => (lstatSync(path, { throwIfNoEntry: false })?.uid ?? uid) !== uid);
    assert.deepEqual(strange, []);
    await assert.rejects(seed(config, silentLog, options), { code: "refused", message: /has hosts already.*nothing was written/ });
  } finally {
    assert.equal(await stopMain(main), 0);
  }
});
