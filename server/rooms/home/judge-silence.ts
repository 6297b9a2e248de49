import { engineCtx, transaction, type Ctx, type TxCtx } from "../../base/index.ts";
import { makeNotices } from "./make-notices.ts";
import { silentAt } from "./silent-at.ts";
import type { SilentCause } from "./states.ts";
import { restHealth, isRunnerUp, lockDue, putHealth, readSigns, type HealthRow, type Signs } from "./store/health.ts";

const batch = 200;

/**
 * Engine verb. Installations whose time has come are silent: one notice each, with the likely cause. Asks one index, and touches only what is
 * due. @returns how many were looked at
 */
export function judgeSilence(ctx: Ctx): Promise<number> {
  return transaction(engineCtx(ctx, "silence", ctx.trace), async (inner) => {
    const now = inner.clock.now();
    const due = await lockDue(inner.tx, now, batch);
    if (due.length === 0) return 0;
    await judgeAll(inner, due, now);
    return due.length;
  });
}

async function judgeAll(ctx: TxCtx, due: readonly HealthRow[], now: number): Promise<void> {
  const ids = due.map((row) => row.installationId);
  const signs = new Map((await readSigns(ctx.tx, ids)).map((one) => [one.installationId, one]));
  const gone = ids.filter((id) => (signs.get(id)?.state ?? "removed") === "removed");
  if (gone.length > 0) await restHealth(ctx.tx, gone);
  const there = due.filter((row) => !gone.includes(row.installationId));
  // Its runs may begin later by now than was known when its time was set.
  const later = there.flatMap((row) => {
    // A pause with an end is meant: nothing is expected until then, and from then on anew.
    if (signs.get(row.installationId)?.state === "paused" && signs.get(row.installationId)?.resumes) return [{ ...row, silentDueAt: null }];
    const silentDueAt = silentAt({ ...row, jitterMs: signs.get(row.installationId)?.jitterMs ?? 0 });
    return silentDueAt === null || silentDueAt > now ? [{ ...row, silentDueAt }] : [];
  });
  const moved = new Set(later.map((row) => row.installationId));
  const runnerUp = (await isRunnerUp(ctx.tx))?.up ?? false;
  const silent = there
    .filter((row) => !moved.has(row.installationId))
    .map((row) => ({ ...row, silentDueAt: null, silentSince: now, silentCause: causeOf(row, signs.get(row.installationId), runnerUp) }));
  await putHealth(ctx.tx, [...later, ...silent]);
  await makeNotices(
    ctx,
    silent.map((row) => ({ ...row, kind: "silent" as const, cause: row.silentCause, runId: row.lastRunId, at: now, over: false })),
  );
}

/** The first that fits, from what is certain to what is left. */
export function causeOf(row: HealthRow, signs: Signs | undefined, runnerUp: boolean): SilentCause {
  const open = signs?.openState ?? null;
  const failing = row.failingSince !== null;
  const causes: [SilentCause, boolean][] = [
    ["paused", signs?.state === "paused"],
    ["credentials", signs?.needsSignIn === true || (failing && row.failureClass === "credentials")],
    ["failing", failing],
    ["running", open === "running"],
    ["no-runner", open !== null && !runnerUp],
    ["waiting", open !== null],
    ["not-started", row.schedule !== null],
  ];
  return causes.find(([, fits]) => fits)?.[0] ?? "no-events";
}
