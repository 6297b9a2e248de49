import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after, describe, test } from "node:test";
import { loadMigrations, migrate } from "../../base/db/index.ts";
import { createTestDatabase } from "../../testing/postgres.ts";
import { withClient } from "../database/with-client.ts";
import { ownTime } from "../testing/own-time.ts";
import { freePort, isHealthy, isReady, type MainProcess, runMain, stopMain } from "../testing/run-main.ts";
import { readState } from "./machine-state.ts";
import { processFacts } from "./process-facts.ts";
import { findUser } from "./run-as.ts";

const asRoot = process.getuid?.() === 0;
const base = mkdtempSync(join(tmpdir(), "stoa-main-"));
chmodSync(base, 0o777);
after(() => rmSync(base, { recursive: true, force: true }));

const partsOf = (dataDir: string): [string, number][] => Object.entries(readState(dataDir)?.parts ?? {});
const pidOf = (dataDir: string, name: string): number => readState(dataDir)?.parts[name] ?? 0;
const lives = (pid: number): boolean => processFacts(pid) !== undefined;

async function until(condition: () => boolean | Promise<boolean>, patience = 60_000): Promise<void> {
  const end = performance.now() + patience;
  while (!(await condition())) {
    assert.ok(performance.now() < end, `not within ${patience} ms: ${condition.toString()}`);
    await sleep(50);
  }
}

/** A data folder that is there, over runtimes that all trials share: on a new machine none is made beside what is timed here. */
const dataDir = join(base, "data");
mkdirSync(dataDir);

async function inOrder(main: MainProcess, dataDir: string): Promise<void> {
  const parts = partsOf(dataDir);
  assert.equal(await stopMain(main), 0);
  assert.deepEqual(
    parts.filter(([, pid]) => lives(pid)),
    [],
  );
  assert.equal(await isHealthy(main.url), false);
}

describe("a deployment on one machine", () => {
  test("answers, keeps a second start off, stops everything on Ctrl-C and starts again", async () => {
    const where = { dataDir, port: await freePort() };
    const main = await runMain(where);
    assert.equal(main.code, undefined, main.stderr);
    assert.ok(main.stdout.includes(main.url));
    assert.ok(await isHealthy(main.url));
    assert.deepEqual(
      partsOf(where.dataDir).map(([name]) => name),
      ["postgres", "spawner", "server"],
    );
    const second = await runMain({ ...where, port: await freePort() });
    assert.equal(second.code, 78);
    assert.match(second.stderr, new RegExp(`in use by process ${main.child.pid} \\(npm start\\), since`));
    await inOrder(main, where.dataDir);
    const again = await runMain({ ...where, args: ["--json"] });
    const told = JSON.parse(again.stdout) as { url: string; signInLink: string };
    assert.deepEqual([told.url, told.signInLink.startsWith(`${told.url}/sign-in#`)], [again.url, true]);
    const third = await runMain({ ...where, port: await freePort(), args: ["--json"] });
    const refused = JSON.parse(third.stderr) as { error: { code: string; fix: string } };
    assert.deepEqual([third.code, third.stdout, refused.error.code, refused.error.fix !== ""], [78, "", "setup", true]);
    assert.ok(await isHealthy(again.url));
    await inOrder(again, where.dataDir);
  });

  test("kill -9 of the supervisor ends its parts, and the next start works within 10 s", async (t) => {
    const where = { dataDir, port: await freePort() };
    const main = await runMain(where);
    const parts = partsOf(where.dataDir);
    await stopMain(main, "SIGKILL");
    const { value: next, ms, ownMs } = await ownTime(() => runMain(where));
    assert.equal(next.code, undefined, next.stderr);
    t.diagnostic(`up again in ${Math.round(ms)} ms, ${Math.round(ownMs)} on a machine to itself`);
    assert.ok(ownMs < 10_000, `${ownMs} ms of a machine to itself`);
    assert.deepEqual(
      parts.filter(([, pid]) => lives(pid)),
      [],
    );
    await inOrder(next, where.dataDir);
  });

  test("kill -9 of any part: it is started again", async () => {
    const where = { dataDir, port: await freePort() };
    const main = await runMain(where);
    for (const name of ["postgres", "spawner", "server"]) {
      const pid = pidOf(where.dataDir, name);
      assert.ok(pid > 1, `${name} has no process`);
      process.kill(pid, "SIGKILL");
      await until(() => pidOf(where.dataDir, name) !== pid && lives(pidOf(where.dataDir, name)));
      await until(() => isReady(main.url));
    }
    assert.equal(main.code, undefined, main.stderr);
    assert.match(main.stderr, /ended unasked; starting it again/);
    await inOrder(main, where.dataDir);
  });

  test("a stop in the middle of a start leaves nothing running", async () => {
    const where = { dataDir, port: await freePort() };
    const starting = runMain(where);
    await until(() => existsSync(join(where.dataDir, "postgres", "postmaster.pid")));
    process.kill((await readHolder(where.dataDir)) ?? 0, "SIGTERM");
    assert.equal(await (await starting).ended, 0);
    const next = await runMain(where);
    await inOrder(next, where.dataDir);
  });

  test("an ordinary user has the same parts", { skip: !asRoot && "as an ordinary user: it is one already" }, async () => {
    const nobody = findUser("nobody");
    assert.ok(nobody);
    const where = { dataDir: join(base, "ordinary"), port: await freePort() };
    const main = await runMain({
      ...where,
      wrap: ["setpriv", "--reuid", String(nobody.uid), "--regid", String(nobody.gid), "--clear-groups"],
    });
    assert.equal(main.code, undefined, main.stderr);
    assert.ok(await isHealthy(main.url));
    await inOrder(main, where.dataDir);
  });
});

async function readHolder(dataDir: string): Promise<number | undefined> {
  const { findHolder } = await import("./hold-lock.ts");
  return (await findHolder(dataDir))?.pid;
}

describe("what stands in the way is said, and nothing is touched", () => {
  test("a taken port", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const main = await runMain({ dataDir: join(base, "port"), port });
    server.close();
    assert.equal(main.code, 78);
    assert.match(main.stderr, new RegExp(`Port ${port} on 127.0.0.1 is taken[^]*fix: Stop it`));
    assert.equal(existsSync(join(base, "port")), false);
  });

  for (const [name, mount, words] of [
    ["a read-only disk", "mount -t tmpfs -o ro none", /mounted read-only/],
    ["a full disk", "mount -t tmpfs -o size=256k none", /disk is full/],
    ["a nearly full disk", "mount -t tmpfs -o size=20m none", /MiB free; Stoa needs/],
  ] as const) {
    test(name, { skip: !asRoot && "as an ordinary user: only root mounts" }, async () => {
      const disk = join(base, "disk");
      mkdirSync(disk, { recursive: true });
      const wrap = [
        "unshare",
        "--mount",
        "sh",
        "-c",
        `${mount} ${disk} && "$@"; code=$?; test -z "$(ls -A ${disk})" || echo "left something"; exit $code`,
        "sh",
      ];
      const main = await runMain({ dataDir: join(disk, "data"), port: await freePort(), wrap });
      assert.equal(main.code, 78);
      assert.match(main.stderr, words);
      assert.match(main.stderr, /fix: /);
      assert.equal(main.stdout, "");
    });
  }

  test("a database of a newer schema", async () => {
    const { superuser } = await createTestDatabase();
    const later = { name: "runs/9999-later", sql: "create table base.later ()", digest: "x" };
    await withClient(superuser, async (client) => migrate(client, [...(await loadMigrations()), later]));
    const url = `postgres://postgres@/${superuser.database}?host=${encodeURIComponent(superuser.host)}`;
    const main = await runMain({ dataDir: join(base, "newer"), port: await freePort(), env: { STOA_DATABASE_URL: url } });
    assert.equal(main.code, 78);
    assert.match(main.stderr, /newer schema than this release[^]*Nothing was changed/);
    assert.equal(existsSync(join(base, "newer")), false);
  });

  test("an external database serves instead of the embedded one", async () => {
    const { superuser } = await createTestDatabase();
    const where = { dataDir: join(base, "external"), port: await freePort() };
    const env = { STOA_DATABASE_URL: `postgres://stoa_login@/${superuser.database}?host=${encodeURIComponent(superuser.host)}` };
    const main = await runMain({ ...where, env });
    assert.equal(main.code, undefined, main.stderr);
    assert.deepEqual(
      partsOf(where.dataDir).map(([name]) => name),
      ["spawner", "server"],
    );
    assert.equal(existsSync(join(where.dataDir, "postgres")), false);
    await inOrder(main, where.dataDir);
  });
});
