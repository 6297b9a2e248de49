import assert from "node:assert/strict";
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
