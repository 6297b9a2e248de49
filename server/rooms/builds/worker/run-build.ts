import type { BuildStep } from "@stoa/contract";
import { StoaError } from "../../../base/index.ts";
import { removeFolder } from "../artifact/remove-folder.ts";
import { FailedStep, toFailure } from "../steps/failed-step.ts";
import type { BuildRow } from "../store/builds.ts";
import { leaseSeconds, renewBuild } from "./claim-build.ts";
import { finishBuild, type BuildOutcome } from "./finish-build.ts";
import { openBuildLog } from "./open-build-log.ts";
import { performBuild, prepareBuild } from "./perform-build.ts";
import type { Workshop } from "./workshop.ts";

const mostAttempts = 3;
type Stop = "cancel" | "lost" | "shutdown" | "disk";

const diskFailure = {
  step: "build" as const,
  what: "The build was stopped: the disk of this deployment is nearly full.",
  fix: "Ask for it again once the operator has made room; the operator has been told.",
  problems: [],
};

/** Runs a claimed build to its end, keeping its lease. When we stop or fail ourselves, the lease runs out and it is taken up again. */
export async function runBuild(workshop: Workshop, build: BuildRow, shutdown: AbortSignal): Promise<void> {
  const stopped = new AbortController();
  const stop = (reason: Stop): void => stopped.abort(reason);
  const onShutdown = (): void => stop("shutdown");
  shutdown.addEventListener("abort", onShutdown, { once: true });
  const keeper = keepLease(workshop, build, stop);
  try {
    const outcome = await work(workshop, build, stopped.signal);
    if (outcome) await finishBuild(workshop, build, outcome);
  } finally {
    clearInterval(keeper);
    shutdown.removeEventListener("abort", onShutdown);
  }
}

/** A worker that cannot renew for two thirds of a lease, by the steady clock, stops its box before others take the build up. */
function keepLease(workshop: Workshop, build: BuildRow, stop: (reason: Stop) => void): NodeJS.Timeout {
  let renewed = performance.now();
  return setInterval(() => {
    if (workshop.place.disk?.isFull === true) return stop("disk");
    const asked = performance.now();
    renewBuild(workshop, build).then(
      (answer) => (answer === "ours" ? (renewed = asked) : stop(answer)),
      () => performance.now() - renewed > (leaseSeconds * 2000) / 3 && stop("lost"),
    );
  }, 2_000);
}

async function work(workshop: Workshop, build: BuildRow, signal: AbortSignal): Promise<BuildOutcome | undefined> {
  const setting = await prepareBuild(workshop, build);
  const log = openBuildLog(workshop, build, [...setting.secrets.values()]);
  let outcome: BuildOutcome | undefined;
  try {
    const release = await performBuild(workshop, setting, log, signal);
    signal.throwIfAborted();
    outcome = { state: "succeeded", release };
  } catch (error) {
    outcome = toOutcome(workshop, build, error, log.lastLines(), signal);
  }
  if (outcome?.state === "failed") log.note(`Failed in the step ${outcome.failure.step}: ${outcome.failure.what}`);
  if (outcome?.state === "cancelled") log.note("Cancelled.");
  await log.close();
  await removeFolder(setting.folder);
  return outcome;
}

function toOutcome(workshop: Workshop, build: BuildRow, error: unknown, lines: string[], signal: AbortSignal): BuildOutcome | undefined {
  if (signal.aborted && signal.reason === "disk") return { state: "failed", failure: { ...diskFailure, lines } };
  if (signal.aborted) return signal.reason === "cancel" ? { state: "cancelled" } : undefined;
  if (error instanceof FailedStep) return { state: "failed", failure: toFailure(error, lines) };
  workshop.log.error({ build: build.id, attempt: build.attempt, err: error }, "a build failed on our side");
  if (build.attempt < mostAttempts) return undefined;
  const known = error instanceof StoaError ? error : undefined;
  const step: BuildStep = "build";
  return {
    state: "failed",
    failure: {
      step,
      what: known?.message ?? "Something failed on our side.",
      fix: known?.fix ?? "Ask for the build again; if it stays, tell the operator.",
      problems: [],
      lines,
    },
  };
}
