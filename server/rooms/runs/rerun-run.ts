import { audit, newId, notFound, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { enqueueRuns } from "./queue/enqueue-runs.ts";
import { requireQueueSpace } from "./queue-limits.ts";
import { requireDriver, requireInstallation, tenantOf } from "./scope.ts";
import { defaultSettings, type RunSettings } from "./settings.ts";
import { startOnce } from "./start-once.ts";
import { copyDeliveries } from "./store/deliveries.ts";
import { findConfig, insertInput, type RunInput } from "./store/inputs.ts";
import type { InstallationOf } from "./store/installations.ts";
import { findEndedRun, type EndedRun } from "./store/runs.ts";
import { readState } from "./store/states.ts";
import { newRun, ownerOf, requireRunnable } from "./trigger-run.ts";

export interface RerunInput {
  runId: string;
  config: "current" | "original" | { given: Record<string, unknown> };
  state: "current" | "original" | { given: Record<string, unknown> };
  /** Whether the state it ends with becomes the installation's. Always so with current config and state. */
  saveState?: boolean | undefined;
  operationId?: string | undefined;
}

/**
 * Runs again what a run did, with its triggers' bodies, and with the config and state it had, those of now, or given ones.
 * @throws StoaError not_found, conflict, gone when the original state is no longer kept, refused for a secret in a given config,
 *   operation_mismatch
 */
export async function rerunRun(ctx: Ctx, input: RerunInput, settings: RunSettings = defaultSettings): Promise<{ runId: string }> {
  requireDriver(ctx);
  return transaction(ctx, async (inner) => {
    const before = await findEndedRun(inner.tx, tenantOf(inner), input.runId);
    if (!before) throw notFound("ended run");
    const installation = await requireInstallation(inner, before.installationId);
    const { operationId, ...body } = input;
    return startOnce(inner, { operationId, verb: "run.rerun", body, of: installation }, () =>
      start(inner, { before, installation, input, settings }),
    );
  });
}

interface Again {
  before: EndedRun;
  installation: InstallationOf;
  input: RerunInput;
  settings: RunSettings;
}

async function start(ctx: TxCtx, { before, installation, input, settings }: Again): Promise<{ runId: string }> {
  requireRunnable(installation, before.mode);
  await requireQueueSpace(ctx, installation, settings);
  const given = await toInput(ctx, before, input);
  const runId = newId(ctx.clock);
  const bodies = await copyDeliveries(ctx.tx, before.runId, runId, () => newId(ctx.clock));
  const run = newRun(ctx, installation, {
    runId,
    mode: before.mode,
    rerunOf: before.runId,
    triggerCount: Math.max(1, bodies.count),
    triggerBytes: bodies.bytes,
  });
  await enqueueRuns(ctx, [run], settings);
  await insertInput(ctx.tx, runId, ownerOf(installation), given);
  const how = { config: nameOf(input.config), state: nameOf(input.state), saveState: given.saveState };
  await audit(ctx, {
    verb: "run.rerun",
    subject: runId,
    ...ownerOf(installation),
    after: { rerunOf: before.runId, installationId: before.installationId, ...how },
  });
  return { runId };
}

const nameOf = (choice: RerunInput["config"]): string => (typeof choice === "string" ? choice : "given");

async function toInput(ctx: TxCtx, before: EndedRun, input: RerunInput): Promise<RunInput> {
  const plain = input.config === "current" && input.state === "current";
  return {
    config: await configOf(ctx, before, input.config),
    stateKind: typeof input.state === "string" ? input.state : "given",
    stateVersion: input.state === "original" ? await originalState(ctx, before) : null,
    stateValue: typeof input.state === "string" ? null : JSON.stringify(input.state.given),
    saveState: plain || input.saveState === true,
    items: null,
  };
}

/** Given fields are laid over the run's own config; a secret stays the one it was, since values never stand in the queue. */
async function configOf(ctx: TxCtx, before: EndedRun, choice: RerunInput["config"]): Promise<Record<string, unknown> | null> {
  if (choice === "current") return null;
  const original = before.configDigest === null ? undefined : await findConfig(ctx.tx, before.installationId, before.configDigest);
  if (!original)
    throw new StoaError("gone", { what: "The config this run had is no longer kept.", fix: "Run it again with the current config." });
  if (choice === "original") return original;
  const secret = Object.keys(choice.given).find((name) => isSecret(original[name]));
  if (secret !== undefined)
    throw new StoaError("refused", {
      what: `\`${secret}\` is a secret and cannot be given for one run.`,
      fix: "Leave it out, or change it on the installation.",
    });
  return { ...original, ...choice.given };
}

function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && "$secret" in value;
}

async function originalState(ctx: TxCtx, before: EndedRun): Promise<number> {
  const version = before.stateBefore ?? 0;
  if (version === 0) return 0;
  if (await readState(ctx.tx, before.installationId, "sync", version)) return version;
  throw new StoaError("gone", {
    what: "The state this run began with is no longer kept.",
    fix: "Run it again with the current state, or give one.",
  });
}
