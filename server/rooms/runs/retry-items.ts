import { showId } from "@stoa/contract";
import { audit, newId, notFound, StoaError, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { resolveRelease } from "../catalog/index.ts";
import { enqueueRuns } from "./queue/enqueue-runs.ts";
import { requireQueueSpace } from "./queue-limits.ts";
import { requireDriver, requireInstallation, tenantOf } from "./scope.ts";
import { defaultSettings, type RunSettings } from "./settings.ts";
import { startOnce } from "./start-once.ts";
import { copyDeliveries } from "./store/deliveries.ts";
import { insertInput } from "./store/inputs.ts";
import type { InstallationOf } from "./store/installations.ts";
import { listFailedItems } from "./store/lists.ts";
import { findOpenRetry, lockRetries } from "./store/retries.ts";
import { findEndedRun, type EndedRun } from "./store/runs.ts";
import { newRun, ownerOf, requireRunnable } from "./trigger-run.ts";

export interface RetryItemsInput {
  runId: string;
  /** As the run named them; all that failed when missing. */
  items?: readonly string[] | undefined;
  operationId?: string | undefined;
}

const mostItems = 1_000;

/**
 * Does failed items of a run again, and nothing else, where the program can; the state stays as it is.
 * @throws StoaError forbidden, not_found, conflict, refused where the program cannot, invalid_input for an item that did not fail,
 *   operation_mismatch
 */
export async function retryItems(ctx: Ctx, input: RetryItemsInput, settings: RunSettings = defaultSettings): Promise<{ runId: string }> {
  requireDriver(ctx);
  return transaction(ctx, async (inner) => {
    const before = await findEndedRun(inner.tx, tenantOf(inner), input.runId);
    if (!before || before.mode !== "run") throw notFound("ended run");
    const installation = await requireInstallation(inner, before.installationId);
    const { operationId, ...body } = input;
    return startOnce(inner, { operationId, verb: "run.retry_items", body, of: installation }, () =>
      start(inner, { before, installation, input, settings }),
    );
  });
}

interface Retry {
  before: EndedRun;
  installation: InstallationOf;
  input: RetryItemsInput;
  settings: RunSettings;
}

async function start(ctx: TxCtx, { before, installation, input, settings }: Retry): Promise<{ runId: string }> {
  requireRunnable(installation, "run");
  await requireNoRetry(ctx, installation, before.runId);
  if (!(await canRetryItems(ctx, installation)))
    throw new StoaError("refused", {
      what: "This integration cannot do single items again.",
      fix: "Run it again as a whole.",
    });
  const items = await choose(ctx, input);
  await requireQueueSpace(ctx, installation, settings);
  const runId = newId(ctx.clock);
  const bodies = await copyDeliveries(ctx.tx, before.runId, runId, () => newId(ctx.clock));
  const triggers = { triggerCount: Math.max(1, bodies.count), triggerBytes: bodies.bytes };
  await enqueueRuns(ctx, [newRun(ctx, installation, { runId, mode: "run", rerunOf: before.runId, ...triggers })], settings);
  const current = { config: null, stateKind: "current" as const, stateVersion: null, stateValue: null };
  await insertInput(ctx.tx, runId, ownerOf(installation), { ...current, saveState: false, items });
  const after = { retryOf: before.runId, installationId: before.installationId, items: items.length };
  await audit(ctx, { verb: "run.retry_items", subject: runId, ...ownerOf(installation), after });
  return { runId };
}

/** @throws StoaError conflict: asked for twice, the work would be done twice */
async function requireNoRetry(ctx: TxCtx, { customerId, installationId }: InstallationOf, runId: string): Promise<void> {
  await lockRetries(ctx.tx, runId);
  const open = await findOpenRetry(ctx.tx, { runId, customerId, installationId });
  if (open !== undefined)
    throw new StoaError("conflict", {
      what: `Items of this run are being done again: ${showId("run", open)}.`,
      fix: "Wait until that run has ended.",
    });
}

/** Whether the release an installation has now can do items again alone. */
export async function canRetryItems(ctx: TxCtx, { integrationId, releaseId }: InstallationOf): Promise<boolean> {
  const release = await resolveRelease(ctx, { integrationId, releaseId });
  return release.manifest.retryItems === true;
}

async function choose(ctx: TxCtx, { runId, items }: RetryItemsInput): Promise<string[]> {
  const failed = new Set((await listFailedItems(ctx.tx, runId, mostItems)).map(({ item }) => item));
  const stranger = items?.findIndex((item) => !failed.has(item)) ?? -1;
  if (failed.size > 0 && stranger < 0) return [...new Set(items ?? failed)];
  throw new StoaError("invalid_input", {
    what: stranger < 0 ? "No item of this run failed." : "An item given did not fail in this run.",
    fix: "Load the run again, and give items as its failedItems name them.",
    problems: [{ path: stranger < 0 ? "/items" : `/items/${stranger}`, message: "is not a failed item of this run" }],
  });
}
