import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { getRun } from "../get-run.ts";
import { triggerRun } from "../trigger-run.ts";
import { openRunWorld } from "./testing.ts";

const place = await openRunWorld({ retryBaseMs: 200 });
await place.startRunner();
await place.startScheduler();

test("a run whose folder of state cannot be kept began, and used what it used", async () => {
  const published = await place.publish("echo kept > /state/seen", { state: "directory" });
  const { owner } = await place.makeCustomer();
  const installationId = await place.install(owner, published);
  await writeFile(join(place.dataDir, "blobs", "state"), "no folder");
  const { runId } = await triggerRun(owner, { installationId });
  let run = await getRun(owner, { runId });
  for (; run.verdict === null; run = await getRun(owner, { runId })) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual([run.verdict?.failureClass, run.attemptList.length], ["platform", 3]);
  assert.match(run.verdict?.sentence ?? "", /^Stoa could not keep what this run gave back;/);
  for (const { exitCode, usage } of run.attemptList)
    assert.ok(exitCode === 0 && usage.cpuMicros > 0 && usage.wallMs > 0, JSON.stringify(usage));
});
