import type { Verdict } from "@stoa/contract";
import { newId, type Clock } from "../../base/index.ts";
import type { Completion } from "./queue/complete-runs.ts";
import { nothingDone } from "./queue/nothing-done.ts";
import type { ClaimedRun, RunTarget } from "./states.ts";
import type { NewRun } from "./store/ready.ts";

export { cancelRun } from "./cancel-run.ts";
export { createMind, dispatchOnce, noteWaiting, renewLead } from "./dispatch/dispatch-once.ts";
export { startDispatcher } from "./dispatch/start-dispatcher.ts";
export { readHeld } from "./runner/read-held.ts";
export { completeRuns } from "./queue/complete-runs.ts";
export { makePartitionsOf } from "./schedule/keep-history.ts";
export { noUsage } from "./states.ts";
export { putLimit } from "./store/limits.ts";
export { insertRunner } from "./store/runners.ts";
export { triggerRun } from "./trigger-run.ts";

/** An installation as the queue sees one; its tenants need no rows of their own. */
export function makeTarget(clock: Clock, over: Partial<RunTarget> = {}): RunTarget {
  const id = (): string => newId(clock);
  return { sideId: id(), hostId: id(), customerId: id(), publisherId: id(), integrationId: id(), installationId: id(), ...over };
}

/** A work run asked for by API, as `triggerRun` makes it. */
export function makeRun(clock: Clock, target: RunTarget, over: Partial<NewRun> = {}): NewRun {
  return {
    ...target,
    runId: newId(clock),
    kind: "work",
    mode: "run",
    triggerKind: "api",
    releaseId: null,
    priority: 1,
    dueAt: clock.now(),
    queuedAt: clock.now(),
    bundle: null,
    triggerCount: 1,
    triggerBytes: 0,
    actorKind: "engine",
    actorId: null,
    rerunOf: null,
    scheduledFor: null,
    ...over,
  };
}

export const succeeded: Verdict = {
  outcome: "succeeded",
  failureClass: null,
  rule: "succeeded",
  evidence: null,
  owner: null,
  sentence: "It went well.",
};
export const upstreamFailed: Verdict = {
  outcome: "failed",
  failureClass: "upstream",
  rule: "exit",
  evidence: null,
  owner: "upstream",
  sentence: "The other service did not answer.",
};

/** How a runner ends an attempt. */
export function makeCompletion(clock: Clock, run: ClaimedRun, over: Partial<Completion> = {}): Completion {
  return {
    runId: run.runId,
    attempt: run.attempt,
    runnerId: run.runnerId,
    installationId: run.installationId,
    endedAt: clock.now(),
    verdict: succeeded,
    retry: { attempts: 3, on: ["upstream", "platform"] },
    ...nothingDone(),
    exitCode: 0,
    ...over,
  };
}

export { openRunWorld, openScene, rowsOf, runToEnd, type Scene } from "./runner/testing.ts";
export type { RunTarget } from "./states.ts";
export { fireDue } from "./schedule/fire-schedules.ts";
export { followInstallations } from "./schedule/keep-schedules.ts";
export { defaultSettings } from "./settings.ts";
