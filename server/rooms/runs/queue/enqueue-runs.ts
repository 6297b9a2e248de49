import { StoaError, transaction, type Ctx } from "../../../base/index.ts";
import type { RunSettings } from "../settings.ts";
import { closeBundles, findScheduled, insertReady, joinBundles, lockActive, stepBack, type NewRun } from "../store/ready.ts";

const mostRounds = 8;

/**
 * Engine verb. Takes runs into the queue: bundles join what waits open for them, the first work run of an installation may be
 * claimed, others stand behind it, a more urgent one (lower priority number) goes before a waiting one. A due time whose run is open is that run's.
 * @returns for each input the id of the run that took it: its own, or the one it joined.
 */
export async function enqueueRuns(
  ctx: Ctx,
  runs: readonly NewRun[],
  settings: Pick<RunSettings, "bundleCount" | "bundleBytes">,
): Promise<Map<string, string>> {
  return transaction(ctx, async ({ tx }) => {
    const taken = new Map<string, string>();
    const probes = runs.filter((run) => run.kind === "probe");
    for (const id of await insertReady(tx, "queued", probes)) taken.set(id, id);
    let left = runs.filter((run) => run.kind === "work");
    for (let round = 0; left.length > 0; round++) {
      if (round === mostRounds) throw new StoaError("unavailable", "The queue of this installation is too busy.");
      if (round > 0) for (const [id, openId] of await findScheduled(tx, left)) taken.set(id, openId);
      left = left.filter((run) => !taken.has(run.runId));
      await joinWaiting(tx, left, taken, settings);
      left = left.filter((run) => !taken.has(run.runId));
      for (const id of await insertReady(tx, "queued", left)) taken.set(id, id);
      left = left.filter((run) => !taken.has(run.runId));
      await standBehind(tx, left, taken);
      left = left.filter((run) => !taken.has(run.runId));
    }
    return taken;
  });
}

type Tx = Parameters<typeof insertReady>[0];

async function joinWaiting(
  tx: Tx,
  runs: readonly NewRun[],
  taken: Map<string, string>,
  settings: Pick<RunSettings, "bundleCount" | "bundleBytes">,
): Promise<void> {
  const byKey = new Map<string, NewRun[]>();
  for (const run of runs)
    if (run.bundle !== null)
      byKey.set(`${run.installationId} ${run.bundle}`, [...(byKey.get(`${run.installationId} ${run.bundle}`) ?? []), run]);
  if (byKey.size === 0) return;
  const steps = [...byKey.values()].map((group) => sumUp(group));
  const joined = await joinBundles(tx, steps, { count: settings.bundleCount, bytes: settings.bundleBytes });
  for (const { installationId, bundle, runId } of joined) {
    for (const run of byKey.get(`${installationId} ${bundle}`) ?? []) taken.set(run.runId, runId);
  }
  const open = steps.filter((step) => !joined.some((join) => join.installationId === step.installationId && join.bundle === step.bundle));
  for (const bundle of new Set(open.map((step) => step.bundle))) {
    await closeBundles(
      tx,
      open.filter((step) => step.bundle === bundle).map((step) => step.installationId),
      bundle,
    );
  }
}

function sumUp(group: readonly NewRun[]): { installationId: string; bundle: string; count: number; bytes: number } {
  const [first] = group;
  if (!first || first.bundle === null) throw new StoaError("internal", "A bundle without triggers.");
  const count = group.reduce((sum, run) => sum + run.triggerCount, 0);
  const bytes = group.reduce((sum, run) => sum + run.triggerBytes, 0);
  return { installationId: first.installationId, bundle: first.bundle, count, bytes };
}

async function standBehind(tx: Tx, runs: readonly NewRun[], taken: Map<string, string>): Promise<void> {
  if (runs.length === 0) return;
  const active = new Map(
    (await lockActive(tx, [...new Set(runs.map((run) => run.installationId))])).map((row) => [row.installationId, row]),
  );
  const behind = runs.filter((run) => active.has(run.installationId));
  const urgent = behind.filter((run) => {
    const before = active.get(run.installationId);
    return before !== undefined && before.state !== "running" && before.priority > run.priority;
  });
  await stepBack(
    tx,
    urgent.map((run) => active.get(run.installationId)?.runId ?? run.runId),
  );
  for (const id of await insertReady(tx, "queued", urgent)) taken.set(id, id);
  for (const id of await insertReady(
    tx,
    "behind",
    behind.filter((run) => !taken.has(run.runId)),
  ))
    taken.set(id, id);
}
