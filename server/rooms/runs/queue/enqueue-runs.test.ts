import assert from "node:assert/strict";
import { test } from "node:test";
import { openWorld } from "../../../testing/index.ts";
import { defaultSettings } from "../settings.ts";
import { makeRun, makeTarget } from "../testing.ts";
import { enqueueRuns } from "./enqueue-runs.ts";

const { clock, engine } = await openWorld();

test("a due time whose run is open is that run's, and holds up nobody whose runs are queued with it", async () => {
  const [target, other] = [makeTarget(clock), makeTarget(clock)];
  const scheduled = { triggerKind: "cron" as const, priority: 3, scheduledFor: clock.now() };
  const first = makeRun(clock, target, scheduled);
  await enqueueRuns(engine, [first], defaultSettings);
  const [again, beside, next] = [
    makeRun(clock, target, scheduled),
    makeRun(clock, other, scheduled),
    makeRun(clock, target, { ...scheduled, scheduledFor: clock.now() + 60_000 }),
  ];
  const taken = await enqueueRuns(engine, [again, beside, next], defaultSettings);
  assert.deepEqual(
    [again, beside, next].map(({ runId }) => taken.get(runId)),
    [first.runId, beside.runId, next.runId],
  );
});
