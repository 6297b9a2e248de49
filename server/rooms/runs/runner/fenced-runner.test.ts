import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import pg from "pg";
import { triggerRun } from "../trigger-run.ts";
import { openRunWorld, rowsOf, until } from "./testing.ts";

// Only the runner itself can give back what it holds within this test: nobody else does before its lease is over.
const place = await openRunWorld({ leaseMs: 600_000, beatMs: 100, fenceMs: 2_000 });
const rows = rowsOf(place);

test("a runner whose renewal nobody answers ends its programs by itself, begins anew, and requeues at once what it held", async () => {
  const runner = await place.startRunner({ place: "fenced" });
  const { owner } = await place.makeCustomer();
  const published = await place.publish(`
    if [ "$STOA_ATTEMPT" = 1 ]; then echo 'state {"by":1}' >&3; sleep 600; fi
    grep -q '"by":1' "$STOA_STATE_FILE" || exit 3`);
  const { runId } = await triggerRun(owner, { installationId: await place.install(owner, published) });
  place.deps.wake.queueChanged();
  await until(async () => (await rows("select 1 from runs.state where run_id = $1", runId))[0]);
  const holder = new pg.Client(place.world.connection);
  await holder.connect();
  await holder.query("begin; set local role stoa_wide");
  await holder.query("select from runs.runner where place = 'fenced' and state = 'up' for update");
  const anew = await until(async () => {
    const found = await rows<{ id: string }>("select id from runs.runner where place = 'fenced' and state = 'up'");
    return found.length === 2 ? found : undefined;
  });
  assert.equal(anew.length, 2, "under another id, while its old row is still held");
  assert.deepEqual(await rows("select attempt, state from runs.ready where run_id = $1", runId), [{ attempt: 1, state: "running" }]);
  await holder.query("rollback");
  await holder.end();
  await until(async () => (await rows("select 1 from runs.run where id = $1", runId))[0]);
  const attempts = await rows<{ outcome: string }>("select outcome from runs.every_attempt where run_id = $1 order by attempt", runId);
  assert.deepEqual(
    attempts.map((one) => one.outcome),
    ["lost", "succeeded"],
  );
  await runner.stop();
});

test("what is claimed for a runner while it ends its programs is not begun there: it is requeued, and would be done by two", async () => {
  const runner = await place.startRunner({ place: "ending", workSlots: 4 });
  const { owner } = await place.makeCustomer();
  const held = await place.publish(`if [ "$STOA_ATTEMPT" = 1 ]; then while :; do echo 'state {"by":1}' >&3; sleep 0.05; done; fi`);
  const late = await place.publish(`if [ "$STOA_ATTEMPT" = 1 ]; then sleep 6131; fi`);
  const lateId = await place.install(owner, late);
  const { runId } = await triggerRun(owner, { installationId: await place.install(owner, held) });
  place.deps.wake.queueChanged();
  await until(async () => (await rows("select 1 from runs.state where run_id = $1", runId))[0]);
  const [holder, slow] = [new pg.Client(place.world.connection), new pg.Client(place.world.connection)];
  for (const one of [holder, slow]) {
    await one.connect();
    await one.query("begin; set local role stoa_wide");
  }
  // Claims go through, the renewal does not; and the checkpoint of the one it holds waits, so that it takes long to end.
  await holder.query("select from runs.runner where place = 'ending' and state = 'up' for share");
  await slow.query("select from runs.ready where run_id = $1 for update", [runId]);
  await new Promise((resolve) => setTimeout(resolve, 2_600));
  const lateRun = await triggerRun(owner, { installationId: lateId });
  place.deps.wake.queueChanged();
  await until(async () => (await rows("select 1 from runs.ready where run_id = $1 and state = 'running'", lateRun.runId))[0]);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.deepEqual(processesOf("sleep 6131"), []);
  for (const one of [slow, holder]) {
    await one.query("rollback");
    await one.end();
  }
  await until(async () => (await rows("select 1 from runs.run where id = any($1)", [runId, lateRun.runId]))[1]);
  assert.deepEqual(processesOf("sleep 6131"), []);
  await runner.stop();
});

function processesOf(command: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim() === command;
    } catch {
      return false;
    }
  });
}
