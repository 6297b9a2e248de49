import { audit, notFound, StoaError, transaction, type Ctx } from "../../base/index.ts";
import { endRuns, plainEnding } from "./queue/end-runs.ts";
import { requireDriver, tenantOf } from "./scope.ts";
import { askCancel, findEndedRun, lockOpenRun } from "./store/runs.ts";
import { ownerOf } from "./trigger-run.ts";

/**
 * Ends a run that waits; asks a running one to stop: its program gets SIGTERM, and after the grace time SIGKILL.
 * @returns `ended`, or `stopping` while its program is given time. @throws StoaError forbidden, not_found, conflict when it has ended
 */
export async function cancelRun(ctx: Ctx, input: { runId: string }): Promise<{ state: "ended" | "stopping" }> {
  requireDriver(ctx);
  return transaction(ctx, async (inner) => {
    const run = await lockOpenRun(inner.tx, tenantOf(inner), input.runId);
    if (!run) {
      if (await findEndedRun(inner.tx, tenantOf(inner), input.runId))
        throw new StoaError("conflict", { what: "This run has ended already.", fix: "Nothing is left to cancel." });
      throw notFound("run");
    }
    await audit(inner, {
      verb: "run.cancel",
      subject: input.runId,
      ...ownerOf(run),
      before: { state: run.state },
      after: { installationId: run.installationId },
    });
    if (run.state === "running") {
      await askCancel(inner.tx, input.runId, inner.clock.now());
      return { state: "stopping" };
    }
    await endRuns(inner, [
      plainEnding(input.runId, inner.clock.now(), {
        outcome: "cancelled",
        rule: "cancelled",
        sentence: run.attempt > 0 ? "The run was cancelled." : "The run was cancelled before it began.",
      }),
    ]);
    return { state: "ended" };
  });
}
