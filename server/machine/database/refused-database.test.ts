import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkRoles, ensureRoles } from "../../base/db/index.ts";
import { silentLog } from "../log.ts";
import { findBinaries, reachableBinaries, type RunningPostgres, startPostgres } from "../postgres/index.ts";
import { serviceUser } from "../supervise/run-as.ts";
import { freePort, runMain } from "../testing/run-main.ts";
import { withClient } from "./with-client.ts";

const base = mkdtempSync(join(tmpdir(), "stoa-refused-"));
chmodSync(base, 0o755);
const password = "right-7b1d0c";
const wrong = "wrong-51e9aa";
let postgres: RunningPostgres;
let port: number;

/** As an administrator sets one up: over TCP, by password. */
before(async () => {
  port = await freePort();
  const hba = join(base, "hba.conf");
  writeFileSync(hba, "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n", { mode: 0o644 });
  const runAs = serviceUser();
  const binaries = reachableBinaries(findBinaries(), runAs, base);
  const settings = { listen_addresses: "127.0.0.1", port: String(port), hba_file: hba };
  postgres = await startPostgres({ dataDir: join(base, "server"), runAs, log: silentLog, purpose: "scratch", binaries, settings });
  await withClient({ ...postgres.superuser, port }, async (client) => {
    await client.query(`create role bob login password '${password}'`);
    await client.query("create database latin encoding 'LATIN1' locale_provider libc locale 'C' template template0");
  });
});

after(async () => {
  await postgres?.stop();
  rmSync(base, { recursive: true, force: true });
});

for (const [what, database, given, words] of [
  ["a wrong password", "postgres", wrong, /cannot be used\.\n {2}why: It refused the password\./],
  ["a database that is not there", "nowhere", password, /why: It has no database of that name\./],
  ["a database of another encoding", "latin", password, /encoding is LATIN1; Stoa needs UTF8/],
  ["a login that may not make roles", "postgres", password, /fix: As an administrator of the database, type:\n[^]*create role stoa_owner/],
] as const) {
  test(`${what}: said without the password, and nothing is made`, async () => {
    const dataDir = join(base, "data");
    const url = `postgres://bob:${given}@127.0.0.1:${port}/${database}`;
    const main = await runMain({ dataDir, port: await freePort(), env: { STOA_DATABASE_URL: url } });
    assert.equal(main.code, 78, main.stderr);
    assert.match(main.stderr, words);
    assert.match(main.stderr, /fix: /);
    assert.doesNotMatch(main.stdout + main.stderr, new RegExp(`${password}|${wrong}`));
    assert.equal(existsSync(dataDir), false);
  });
}

test("databases of one server prepared at the same time make its roles between them", async () => {
  const admin = { ...postgres.superuser, port };
  const names = Array.from({ length: 6 }, (_, index) => `together_${index}`);
  await withClient(admin, async (client) => {
    for (const name of names) await client.query(`create database ${name} template template0`);
    const roles = await client.query("select from pg_roles where rolname like 'stoa%'");
    assert.equal(roles.rowCount, 0);
  });
  await Promise.all(names.map((database) => withClient({ ...admin, database }, ensureRoles)));
  await withClient({ ...admin, database: "together_0" }, checkRoles);
});
