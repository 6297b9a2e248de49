import assert from "node:assert/strict";
import { test } from "node:test";
import { showId } from "@stoa/contract";
import { newId, realClock, transaction, type Ctx } from "../../../base/index.ts";
import { hearFacts } from "../../../testing/index.ts";
import { createMind, dispatchOnce, renewLead } from "../dispatch/dispatch-once.ts";
import { cancelRun } from "../cancel-run.ts";
import { getRun } from "../get-run.ts";
import { completeRuns, type Completion } from "../queue/complete-runs.ts";
import { openScene } from "../runner/testing.ts";
import { usageOf } from "../runner/usage-of.ts";
import { defaultSettings } from "../settings.ts";
import type { Usage } from "../states.ts";
import { insertRunner } from "../store/runners.ts";
import { makeCompletion, upstreamFailed } from "../testing.ts";
import { triggerRun } from "../trigger-run.ts";
import { keepUsage } from "./keep-usage.ts";
import { listUsage } from "./list-usage.ts";

const scene = await openScene();
const { world } = scene;
const engine: Ctx = { ...world.engine, clock: realClock };
const operator: Ctx = { ...world.operator, clock: realClock };
const mind = createMind(newId(realClock));
await transaction(engine, ({ tx }) =>
  insertRunner(tx, { id: newId(realClock), place: "usage", workSlots: 10, probeSlots: 0, about: {}, leaseMs: 600_000 }),
);

const used: Usage = {
  cpuUs: 1_234_567,
  memoryKibMs: 104_857_600,
  wallMs: 2_500,
  egressBytes: 700,
  ingressBytes: 90_000,
  storageBytes: 321,
};
const times = (count: number) => ({
  cpuMicros: count * 1_234_567,
  memoryMicros: count * 100_000,
  wallMicros: count * 2_500_000,
  egressBytes: count * 700,
  ingressBytes: count * 90_000,
  storageBytes: count * 321,
});

/** A run whose attempts, each of them, used the same; all but the last fail. */
async function runWith(owner: Ctx, installationId: string, attempts: number): Promise<string> {
  const { runId } = await triggerRun(owner, { installationId });
  for (let attempt = 1; attempt < attempts; attempt++) await attemptOnce(runId, { verdict: upstreamFailed });
  await attemptOnce(runId, {});
  return runId;
}

/** One attempt of a run that is the only one to claim. */
async function attemptOnce(runId: string, over: Partial<Completion>): Promise<void> {
  await transaction(engine, ({ tx }) => tx.run("update runs.ready set state = 'queued' where run_id = $1 and state = 'later'", [runId]));
  await renewLead(engine, mind, 600_000);
  const [claim = assert.fail("not claimed")] = await dispatchOnce(engine, mind);
  await completeRuns(engine, [makeCompletion(realClock, claim, { usage: used, ...over })], defaultSettings);
}

test("usage is kept with each attempt and summed with the run; a month's sums count each run once, for who may see it", async () => {
  const [one, other] = [await scene.makeCustomer(), await scene.makeCustomer()];
  const published = await scene.publish("exit 0");
  const runId = await runWith(one.owner, await scene.install(one.owner, published), 2);
  await runWith(other.owner, await scene.install(other.owner, published), 1);
  const run = await getRun(one.owner, { runId });
  const { memoryMicros, wallMicros, ...rest } = times(2);
  assert.deepEqual(run.usage, { ...rest, memoryMicros, memoryKibMs: 2 * used.memoryKibMs, wallMs: wallMicros / 1_000 });
  assert.deepEqual(
    run.attemptList.map((attempt) => [attempt.state, attempt.usage.cpuMicros, attempt.usage.ingressBytes, attempt.usage.storageBytes]),
    [
      ["failed", 1_234_567, 90_000, 321],
      ["succeeded", 1_234_567, 90_000, 321],
    ],
  );
  for (let again = 0; again < 2; again++) await hearFacts(engine, keepUsage);
  const mine = await listUsage(one.owner, {});
  const id = showId("integration", published.integrationId);
  assert.deepEqual(mine.items, [{ id, name: mine.items[0]?.name, runs: 1, attempts: 2, ...times(2) }]);
  assert.deepEqual((await listUsage(other.owner, { by: "customer" })).items, [
    {
      ...(await listUsage(other.owner, { by: "customer" })).items[0],
      id: showId("customer", other.customerId),
      runs: 1,
      attempts: 1,
      ...times(1),
    },
  ]);
  const [ofPublisher] = (await listUsage(published.publisher, { by: "publisher" })).items;
  assert.deepEqual(
    [ofPublisher?.id, ofPublisher?.runs, ofPublisher?.cpuMicros],
    [showId("publisher", published.publisherId), 2, 3 * 1_234_567],
  );
  const stranger = await scene.publish("exit 0");
  assert.deepEqual((await listUsage(stranger.publisher, { by: "customer" })).items, []);
  assert.equal((await listUsage(scene.host.owner, { by: "customer" })).items.length, 2);
  assert.deepEqual((await listUsage(operator, { by: "integration", month: "2020-01" })).items, []);
});

test("what was used before a run was cancelled, waiting for its next attempt, is summed with it", async () => {
  const { owner } = await scene.makeCustomer();
  const installationId = await scene.install(owner, await scene.publish("exit 0"));
  for (const attempts of [1, 2]) {
    const { runId } = await triggerRun(owner, { installationId });
    for (let attempt = 1; attempt <= attempts; attempt++) await attemptOnce(runId, { verdict: upstreamFailed });
    assert.deepEqual(await cancelRun(owner, { runId }), { state: "ended" });
    const { usage, attemptList, verdict } = await getRun(owner, { runId });
    assert.deepEqual([usage.cpuMicros, attemptList.length], [attempts * used.cpuUs, attempts]);
    assert.equal(verdict?.sentence, "The run was cancelled.");
  }
  await hearFacts(engine, keepUsage);
  assert.equal((await listUsage(owner, {})).items[0]?.cpuMicros, 3 * used.cpuUs);
});

test("the policy holds without the condition: a customer reads no other's sums", async () => {
  const { owner } = await scene.makeCustomer();
  const rows = await transaction(owner, ({ tx }) => tx.rows("select * from runs.usage_month"));
  assert.deepEqual(rows, []);
});

test("what an attempt used: memory over time where it is measured, its peak where not; both ways of the wire; what is kept", () => {
  const contact = { host: "a", port: 443, address: null, count: 1, bytesIn: 40, bytesOut: 7, refused: null };
  const usage = { cpuMicros: 12.4, memoryPeakBytes: 2_048, wallMs: 100.2 };
  const chunk = { seq: 0, firstLine: 0, lines: 1, firstAt: 0, rawBytes: 90, storedBytes: 30, hash: "", blobKey: null, inline: null };
  const states = { sync: { form: "json" as const, value: "{}", blobKey: null, bytes: 2 } };
  const measured = usageOf({ usage: { ...usage, memoryKibMs: 150 }, contacted: [contact, contact] }, { chunks: [chunk] }, states);
  assert.deepEqual(measured, { cpuUs: 12, memoryKibMs: 150, wallMs: 100, egressBytes: 14, ingressBytes: 80, storageBytes: 32 });
  assert.equal(usageOf({ usage, contacted: [] }, { chunks: [] }, {}).memoryKibMs, 200);
});
