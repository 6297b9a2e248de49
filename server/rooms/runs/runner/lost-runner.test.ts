import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { triggerRun } from "../trigger-run.ts";
import type { OtherRunner } from "./other-runner.ts";
import { openRunWorld, rowsOf, until } from "./testing.ts";

const place = await openRunWorld();
const { world } = place;
const others: ChildProcess[] = [];
after(() => others.forEach((child) => child.kill("SIGKILL")));

async function startOther(name: string): Promise<ChildProcess> {
  const { host, port, user, database } = world.db.pool.options;
  const dataDir = join(place.dataDir, name);
  mkdirSync(dataDir);
  const child = fork(join(import.meta.dirname, "other-runner.ts"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  others.push(child);
  const up = new Promise((resolve) => child.once("message", resolve));
  const connection = { host: host ?? "", user: user ?? "", database: database ?? "", ...(port === undefined ? {} : { port }) };
  child.send({ connection, blobs: join(place.dataDir, "blobs"), dataDir, place: name } satisfies OtherRunner);
  await up;
  return child;
}

const rows = rowsOf(place);

/** Everything that is kept of a run. */
const kept = async (runId: string) => ({
  run: await rows("select * from runs.run where id = $1", runId),
  attempts: await rows<{ outcome: string }>("select * from runs.every_attempt where run_id = $1 order by attempt", runId),
  states: await rows<{ value: string; version: number }>("select * from runs.state where run_id = $1", runId),
  chunks: await rows("select run_id, attempt, seq, hash from runs.log_chunk where run_id = $1 order by attempt, seq", runId),
  facts: await rows("select * from base.fact where subject = $1", runId),
});

test("a runner that dies or freezes: its runs go on elsewhere within 20 s from their checkpoint; one that wakes up late changes nothing", async () => {
  await place.startScheduler();
  const children = new Map([
    ["dies", await startOther("dies")],
    ["freezes", await startOther("freezes")],
  ]);
  const published = await place.publish(`
    if [ "$STOA_ATTEMPT" = 1 ]; then echo 'state {"by":1}' >&3; sleep 6; echo 'state {"by":"late"}' >&3; echo 'count created 5' >&3; exit 0; fi
    grep -q '"by":1' "$STOA_STATE_FILE" || exit 3
    echo 'count created 1' >&3; echo 'state {"by":2}' >&3`);
  const runIds: string[] = [];
  for (let index = 0; index < 2; index++) {
    const { owner } = await place.makeCustomer();
    const installationId = await place.install(owner, published);
    runIds.push((await triggerRun(owner, { installationId })).runId);
  }
  await until(async () => (await rows("select 1 from runs.state where run_id = any($1)", runIds))[1]);
  const placed = await rows<{ runId: string; place: string }>(
    `select q.run_id as "runId", r.place from runs.ready q join runs.runner r on r.id = q.runner_id where q.run_id = any($1)`,
    runIds,
  );
  assert.deepEqual(placed.map((one) => one.place).toSorted(), ["dies", "freezes"]);
  const fellAt = Date.now();
  children.get("dies")?.kill("SIGKILL");
  children.get("freezes")?.kill("SIGSTOP");
  await place.startRunner({ place: "stays" });
  for (const runId of runIds) await until(async () => (await rows("select 1 from runs.run where id = $1", runId))[0]);
  const again = await rows<{ claimedAt: number }>(
    `select claimed_at as "claimedAt" from runs.every_attempt where run_id = any($1) and attempt = 2`,
    runIds,
  );
  const waits = again.map((one) => one.claimedAt - fellAt);
  assert.ok(Math.max(...waits) <= 20_000, `taken up again after ${waits.join(" and ")} ms`);
  const late = placed.find((one) => one.place === "freezes")?.runId ?? "";
  for (const runId of runIds) {
    const { attempts, states } = await kept(runId);
    assert.deepEqual(
      attempts.map((one) => one.outcome),
      ["lost", "succeeded"],
    );
    assert.deepEqual(
      states.map(({ value, version }) => [value, version]),
      [['{"by":2}', 1]],
    );
  }
  const before = await kept(late);
  children.get("freezes")?.kill("SIGCONT");
  // Awake it finds its lease gone, ends what it held and begins anew under another id.
  await until(
    async () => (await rows("select 1 from runs.runner where place = 'freezes' and state = 'up' and lease_until > clock_timestamp()"))[0],
  );
  await wait(500);
  assert.deepEqual(await kept(late), before);
});
