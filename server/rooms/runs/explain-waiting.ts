import { failureTable, type FailureClass, type WaitingView } from "@stoa/contract";
import { engineCtx, notFound, transaction, type Ctx } from "../../base/index.ts";
import { tenantOf } from "./scope.ts";
import { moment } from "./show.ts";
import { listLiveSlots } from "./store/runners.ts";
import { findEndedRun, findOpenRun, readSurroundings, type OpenRun } from "./store/runs.ts";
import { listRunning } from "./store/claims.ts";

/** Why a run has not begun, in one sentence. @throws StoaError not_found */
export async function explainWaiting(ctx: Ctx, input: { runId: string }, cap: number | null = null): Promise<WaitingView> {
  const found = await transaction(ctx, async ({ tx }) => {
    const run = await findOpenRun(tx, tenantOf(ctx), input.runId);
    if (run) return { run, around: await readSurroundings(tx, run) };
    if (await findEndedRun(tx, tenantOf(ctx), input.runId)) return undefined;
    throw notFound("run");
  });
  if (!found) return say("not-waiting", "The run has ended.");
  const { run, around } = found;
  switch (run.state) {
    case "running":
      return say("not-waiting", "The run is under way.");
    case "held":
      return say("paused", "The installation is paused; the run goes on when it is resumed.");
    case "behind":
      return say("one-at-a-time", behindSentence(around.before, around.activeState));
    case "later":
      return retrySentence(run);
    case "queued":
      return explainQueued(ctx, run, around, cap);
  }
}

function say(reason: WaitingView["reason"], sentence: string, until: number | null = null): WaitingView {
  return { reason, sentence, until: until === null ? null : moment(until) };
}

function behindSentence(before: number, activeState: string | null): string {
  const more =
    before === 0 ? "" : before === 1 ? " and one more before it" : ` and ${before >= 1_000 ? "at least 1,000" : before} more before it`;
  const active =
    activeState === "running" ? "another run of this installation is under way" : "another run of this installation comes first";
  return `An installation runs one at a time: ${active}${more}.`;
}

function retrySentence(run: OpenRun): WaitingView {
  const failed = run.lastClass === null ? undefined : failureTable[run.lastClass as FailureClass];
  const why = failed ? ` after a failure of the class \`${run.lastClass}\`` : "";
  return say("retry", `The run is tried again${why}; attempt ${run.attempt + 1} is due then.`, run.dueAt);
}

async function explainQueued(
  ctx: Ctx,
  run: OpenRun,
  around: Awaited<ReturnType<typeof readSurroundings>>,
  cap: number | null,
): Promise<WaitingView> {
  const { runners, running } = await transaction(engineCtx(ctx, "explain"), async ({ tx }) => ({
    runners: await listLiveSlots(tx),
    running: await listRunning(tx),
  }));
  if (runners.length === 0) return say("no-runner", "No runner is up; the operator sees this.");
  if (cap !== null && around.customerRunning >= cap)
    return say("limit", `Your account runs at most ${cap} at a time, and ${around.customerRunning} are under way.`);
  const slots = runners.reduce((sum, runner) => sum + (run.kind === "work" ? runner.workSlots : runner.probeSlots), 0);
  const busy = running.filter((row) => row.kind === run.kind).length;
  if (busy < slots) return say("due-soon", "The run is about to begin.");
  const before = around.customerWaitingBefore;
  const own = before === 0 ? "it is your next one" : `${before >= 1_000 ? "at least 1,000" : before} of yours come before it`;
  return say("slots-busy", `All ${slots} slots are at work and are shared out fairly among customers; ${own}.`);
}
