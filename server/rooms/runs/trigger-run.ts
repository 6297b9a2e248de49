import { audit, newId, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { configureInstallation } from "../installs/index.ts";
import { enqueueRuns } from "./queue/enqueue-runs.ts";
import { requireQueueSpace } from "./queue-limits.ts";
import { actorOf, priorities, requireDriver, requireInstallation } from "./scope.ts";
import { defaultSettings, type RunSettings } from "./settings.ts";
import type { RunMode } from "./states.ts";
import { startOnce } from "./start-once.ts";
import { insertDelivery } from "./store/deliveries.ts";
import type { InstallationOf } from "./store/installations.ts";
import type { NewRun } from "./store/ready.ts";

export interface TriggerRunInput {
  installationId: string;
  mode?: RunMode | undefined;
  /** Given to the program as the trigger's body. */
  body?: string | undefined;
  operationId?: string | undefined;
  /** Switches on an installation that is still a draft, in the same transaction. */
  start?: boolean | undefined;
}

/**
 * Asks for a run of an installation: work, or a probe (`options`, `check`, `preview`) on its own lane.
 * @throws StoaError forbidden, not_found, conflict when it is paused or not switched on, rate_limited when too many wait, operation_mismatch; with `start`
 * what switching it on throws
 */
export async function triggerRun(ctx: Ctx, input: TriggerRunInput, settings: RunSettings = defaultSettings): Promise<{ runId: string }> {
  requireDriver(ctx);
  if (input.start && (input.mode ?? "run") !== "run")
    throw new StoaError("invalid_input", {
      what: "Only a run of its work switches a draft on.",
      fix: "Leave `start` out, or `mode`: a preview needs no installation that is switched on.",
    });
  return transaction(ctx, async (inner) => {
    const installation = await requireInstallation(inner, input.installationId);
    const { operationId, ...body } = input;
    return startOnce(inner, { operationId, verb: "run.trigger", body, of: installation }, async () =>
      start(inner, input.start ? await switchOn(inner, input) : installation, input, settings),
    );
  });
}

async function switchOn(ctx: TxCtx, { installationId, operationId }: TriggerRunInput): Promise<InstallationOf> {
  await configureInstallation(ctx, { operationId: operationId ?? newId(ctx.clock), installationId, start: true });
  return requireInstallation(ctx, installationId);
}

async function start(ctx: TxCtx, installation: InstallationOf, input: TriggerRunInput, settings: RunSettings): Promise<{ runId: string }> {
  const mode = input.mode ?? "run";
  requireRunnable(installation, mode);
  await requireQueueSpace(ctx, installation, settings);
  const run = newRun(ctx, installation, { mode, triggerBytes: Buffer.byteLength(input.body ?? "") });
  await enqueueRuns(ctx, [run], settings);
  if (input.body !== undefined) await keepBody(ctx, run, input.body);
  await audit(ctx, {
    verb: "run.trigger",
    subject: run.runId,
    ...ownerOf(installation),
    after: { installationId: input.installationId, mode },
  });
  return { runId: run.runId };
}

/** @throws StoaError conflict that says what to do */
export function requireRunnable(installation: InstallationOf, mode: RunMode): void {
  const { state } = installation;
  if (state === "active" || (mode !== "run" && state !== "removed")) return;
  const why = {
    draft: ["is not switched on yet", "Fill in what its form lacks, then start it; `start` of this request does that too."],
    paused: ["is paused", "Resume it first."],
    removed: ["is removed", "Install it again."],
  } as const;
  const [is, fix] = why[state];
  throw new StoaError("conflict", { what: `This installation ${is}.`, fix });
}

export function newRun(ctx: Ctx, installation: InstallationOf, over: Partial<NewRun> = {}): NewRun {
  const { sideId, hostId, customerId, publisherId, integrationId, installationId, releaseId } = installation;
  const actor = actorOf(ctx);
  const mode = over.mode ?? "run";
  return {
    sideId,
    hostId,
    customerId,
    publisherId,
    integrationId,
    installationId,
    releaseId,
    runId: newId(ctx.clock),
    kind: mode === "run" ? "work" : "probe",
    mode,
    ...actor,
    priority: priorities[actor.triggerKind],
    dueAt: ctx.clock.now(),
    queuedAt: ctx.clock.now(),
    bundle: null,
    triggerCount: 1,
    triggerBytes: 0,
    rerunOf: null,
    scheduledFor: null,
    ...over,
  };
}

export function ownerOf(of: { sideId: string; customerId: string; publisherId: string }) {
  return { sideId: of.sideId, customerId: of.customerId, publisherId: of.publisherId };
}

async function keepBody(ctx: TxCtx, run: NewRun, body: string): Promise<void> {
  const kind = "api" as const;
  await insertDelivery(ctx.tx, {
    ...ownerOf(run),
    id: newId(ctx.clock),
    installationId: run.installationId,
    runId: run.runId,
    kind,
    dedupeId: null,
    receivedAt: ctx.clock.now(),
    headers: {},
    body: Buffer.from(body),
  });
}
