import assert from "node:assert/strict";
import { test } from "node:test";
import { newId, realClock, transaction, type Ctx } from "../../../base/index.ts";
import { hearFacts } from "../../../testing/index.ts";
import { pauseInstallation, resumeInstallation, uninstall } from "../../installs/index.ts";
import { cancelRun } from "../cancel-run.ts";
import { defaultSettings } from "../settings.ts";
import type { ClaimedRun } from "../states.ts";
import {
  completeRuns,
  createMind,
  dispatchOnce,
  insertRunner,
  makeCompletion,
  openScene,
  renewLead,
  rowsOf,
  triggerRun,
} from "../testing.ts";
import { expireWaiting } from "./keep-history.ts";
import { wakeLeft } from "./wake-left.ts";
import { followInstallations } from "./keep-schedules.ts";

const scene = await openScene();
const engine: Ctx = { ...scene.world.engine, clock: realClock };
const rows = rowsOf(scene);
const mind = createMind(newId(realClock));
await transaction(engine, ({ tx }) =>
  insertRunner(tx, { id: newId(realClock), place: "held", workSlots: 20, probeSlots: 0, about: {}, leaseMs: 600_000 }),
);
const { owner } = await scene.makeCustomer();
const published = await scene.publish("exit 0");
let steps = 0;
const step = (installationId: string) => ({ operationId: `held-step-${++steps}`, installationId });
const hear = (): Promise<unknown> => hearFacts(engine, followInstallations);

/** A run with a runner that read that its installation is paused, and has not said so yet. */
async function claimPaused(): Promise<{ installationId: string; claim: ClaimedRun }> {
  const installationId = await scene.install(owner, published);
  await triggerRun(owner, { installationId });
  await renewLead(engine, mind, 600_000);
  const claim = (await dispatchOnce(engine, mind)).find((one) => one.installationId === installationId) ?? assert.fail("not claimed");
  await pauseInstallation(owner, step(installationId));
  await hear();
  return { installationId, claim };
}

const giveBack = (claim: ClaimedRun) => completeRuns(engine, [makeCompletion(realClock, claim, { verdict: "held" })], defaultSettings);
const stateOf = async ({ runId }: ClaimedRun): Promise<string | undefined> => {
  const [row] = await rows<{ state: string }>(
    "select state from runs.ready where run_id = $1 union all select outcome from runs.run where id = $1",
    runId,
  );
  return row?.state;
};

test("a run that is given back as paused after its installation was resumed does not wait for the next pause's end", async () => {
  const { installationId, claim } = await claimPaused();
  await resumeInstallation(owner, step(installationId));
  await hear();
  await giveBack(claim);
  await wakeLeft(engine);
  assert.equal(await stateOf(claim), "queued");
});

test("what is held of one that is paused stays held", async () => {
  const { claim } = await claimPaused();
  await giveBack(claim);
  await wakeLeft(engine);
  assert.equal(await stateOf(claim), "held");
});

test("a run that was cancelled, or whose installation was removed, while its runner read that it is paused, ends and is not held", async () => {
  const [cancelled, removed] = [await claimPaused(), await claimPaused()];
  assert.deepEqual(await cancelRun(owner, { runId: cancelled.claim.runId }), { state: "stopping" });
  await uninstall(owner, step(removed.installationId));
  await hear();
  await giveBack(cancelled.claim);
  await giveBack(removed.claim);
  assert.deepEqual([await stateOf(cancelled.claim), await stateOf(removed.claim)], ["cancelled", "cancelled"]);
});

test("what is held as long as a run may wait is given up, and is no failure: its people paused it", async () => {
  const { claim } = await claimPaused();
  await giveBack(claim);
  const later: Ctx = { ...engine, clock: { now: () => realClock.now() + 8 * 86_400_000 } };
  await expireWaiting(later, defaultSettings);
  const [row] = await rows<{ outcome: string; failure_class: string | null; sentence: string }>(
    "select outcome, failure_class, sentence from runs.run where id = $1",
    claim.runId,
  );
  assert.deepEqual(row, {
    outcome: "cancelled",
    failure_class: null,
    sentence: "The installation is paused; the run waited for 7 days and was given up.",
  });
});
