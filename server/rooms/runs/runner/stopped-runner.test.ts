import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { triggerRun } from "../trigger-run.ts";
import { openRunWorld, rowsOf, until } from "./testing.ts";

const place = await openRunWorld({ preemptGraceMs: 1_000 });
const rows = rowsOf(place);

const attemptsOf = async (runId: string): Promise<string[]> =>
  (await rows<{ outcome: string }>("select outcome from runs.every_attempt where run_id = $1 order by attempt", runId)).map(
    (one) => one.outcome,
  );
const stateOf = async (runId: string): Promise<string | undefined> =>
  (await rows<{ value: string }>("select value from runs.state where run_id = $1", runId))[0]?.value;

/** The spawner this process has started. */
function ownSpawner(): number {
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, "utf8");
    } catch {
      return "";
    }
  };
  const found = readdirSync("/proc").find(
    (pid) => read(pid, "stat").split(") ")[1]?.split(" ")[1] === String(process.pid) && read(pid, "cmdline").includes("spawner/main.ts"),
  );
  return Number(found ?? assert.fail("no spawner"));
}

async function start(program: string): Promise<string> {
  const { owner } = await place.makeCustomer();
  const { runId } = await triggerRun(owner, { installationId: await place.install(owner, await place.publish(program)) });
  place.deps.wake.queueChanged();
  return runId;
}

test("a runner told to stop: a program that does not end is asked, told how long it has, heard to its end, killed; its run begins again first", async () => {
  const runner = await place.startRunner();
  const runId = await start(`
    if [ "$STOA_ATTEMPT" -gt 1 ]; then exit 0; fi
    trap 'echo "state {\\"asked\\":true,\\"grace\\":\\"$STOA_GRACE\\"}" >&3' TERM
    echo 'state {"asked":false}' >&3; while :; do sleep 0.1; done`);
  await until(() => stateOf(runId));
  await runner.stop();
  assert.deepEqual(await attemptsOf(runId), ["returned"]);
  assert.equal(await stateOf(runId), '{"asked":true,"grace":"1"}');
  const [waiting] = await rows("select state, failures, losses, priority from runs.ready where run_id = $1", runId);
  assert.deepEqual(waiting, { state: "queued", failures: 0, losses: 0, priority: -1 });
  const next = await place.startRunner();
  await until(async () => (await rows("select 1 from runs.run where id = $1", runId))[0]);
  assert.deepEqual(await attemptsOf(runId), ["returned", "succeeded"]);
  await next.stop();
});

test("the spawner is killed under a run: the run is taken up again from its checkpoint as soon as there is another, counted as lost, not as failed", async () => {
  const runner = await place.startRunner();
  const runId = await start(`
    if [ "$STOA_ATTEMPT" -gt 1 ]; then grep -q 7 "$STOA_STATE_FILE"; exit; fi
    echo 'state {"cursor":7}' >&3; sleep 60`);
  await until(() => stateOf(runId));
  process.kill(ownSpawner(), "SIGKILL");
  const [ended] = await until(async () => {
    const found = await rows<{ outcome: string; attempts: number }>("select outcome, attempts from runs.run where id = $1", runId);
    return found.length > 0 ? found : undefined;
  });
  assert.deepEqual(ended, { outcome: "succeeded", attempts: 2 });
  assert.deepEqual(await attemptsOf(runId), ["lost", "succeeded"]);
  await runner.stop();
});
