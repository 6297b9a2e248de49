import { failureTable, type FailureClass, type WaitingView } from "@stoa/contract";
import { engineCtx, firstIdOf, notFound, transaction, type Ctx } from "../../base/index.ts";
import { tenantOf } from "./scope.ts";
import { defaultSettings, type RunSettings } from "./settings.ts";
import { momentOrNull } from "./show.ts";
import { readDispatch, type DispatchView } from "./dispatch/read-dispatch.ts";
import type { Gate } from "./dispatch/gates.ts";
import { findCooling } from "./store/cooling.ts";
import { findEndedRun, findOpenRun, readSurroundings, usualDuration, type OpenRun, type Surroundings } from "./store/runs.ts";

/** What runs took is judged by those of a week. */
const recentMs = 7 * 86_400_000;

interface Found {
  run: OpenRun;
  around: Surroundings;
  /** Until when its account cools down; null: it does not. */
  coolingUntil: number | null;
  /** What a run of the installation takes, in milliseconds; null where none has ended yet. */
  usualMs: number | null;
}

/** Why a run has not begun, in one sentence, and when it is expected to. @throws StoaError not_found */
export async function explainWaiting(
  ctx: Ctx,
  input: { runId: string },
  settings: Pick<RunSettings, "customerCap"> = defaultSettings,
): Promise<WaitingView> {
  const found = await transaction(ctx, async ({ tx }): Promise<Found | undefined> => {
    const run = await findOpenRun(tx, tenantOf(ctx), input.runId);
    if (!run && (await findEndedRun(tx, tenantOf(ctx), input.runId))) return undefined;
    if (!run) throw notFound("run");
    const now = ctx.clock.now();
    return {
      run,
      around: await readSurroundings(tx, run),
      coolingUntil: await findCooling(tx, run.accountKey, now),
      usualMs: await usualDuration(tx, run.installationId, firstIdOf(now - recentMs)),
    };
  });
  if (!found) return say("not-waiting", "The run has ended.");
  const { run, around } = found;
  switch (run.state) {
    case "running":
      return say("not-waiting", "The run is under way.");
    case "held":
      return say("paused", "The installation is paused; the run goes on when it is resumed.");
    case "behind":
      return explainBehind(ctx, found);
    case "later":
      return explainLater(found);
    case "queued":
      return explainQueued(ctx, found, await readDispatch(engineCtx(ctx, "explain"), { ...run, ...around }, settings));
  }
}

interface When {
  /** Known: it does not begin before. */
  until?: number | null;
  /** As far as can be told. */
  expected?: number | null;
}

function say(reason: WaitingView["reason"], sentence: string, { until = null, expected = until }: When = {}): WaitingView {
  return { reason, sentence, until: momentOrNull(until), expectedAt: momentOrNull(expected) };
}

const count = (number: number): string => (number >= 1_000 ? "at least 1,000" : String(number));

function explainBehind(ctx: Ctx, { around, usualMs }: Found): WaitingView {
  const { before, activeState } = around;
  const more = before === 0 ? "" : before === 1 ? " and one more before it" : ` and ${count(before)} more before it`;
  const active =
    activeState === "running" ? "another run of this installation is under way" : "another run of this installation comes first";
  const expected = usualMs === null || before >= 1_000 ? null : ctx.clock.now() + usualMs * (before + 1);
  return say("one-at-a-time", `An installation runs one at a time: ${active}${more}.`, { expected });
}

function explainLater({ run, coolingUntil }: Found): WaitingView {
  if (coolingUntil !== null && coolingUntil >= run.dueAt)
    return say(
      "cooling",
      "The other service said that this account asks too often; all work with the account waits until then, other work goes on.",
      { until: coolingUntil },
    );
  const failed = run.lastClass === null ? undefined : failureTable[run.lastClass as FailureClass];
  const why = failed ? ` after a failure of the class \`${run.lastClass}\`` : "";
  return say("retry", `The run is tried again${why}; attempt ${run.attempt + 1} is due then.`, { until: run.dueAt });
}

function explainQueued(ctx: Ctx, found: Found, dispatch: DispatchView): WaitingView {
  const now = ctx.clock.now();
  if (dispatch.runners === 0) return say("no-runner", "No runner is up; the operator sees this.");
  const full = dispatch.gates.find((gate) => gate.atOnce !== null && gate.running >= gate.atOnce);
  if (full) return explainCap(found, full, now);
  const slow = dispatch.gates.find((gate) => gate.perMinute !== null && gate.tokens < 1);
  if (slow) return explainRate(found, slow, now);
  const open = dispatch.slots - dispatch.busy - (dispatch.customerRunning > 0 ? dispatch.kept : 0);
  if (open > 0) return say("due-soon", "The run is about to begin.", { expected: now });
  return explainShare(found, dispatch, now);
}

function explainCap({ around, usualMs }: Found, gate: Gate, now: number): WaitingView {
  const before = around.customerWaitingBefore;
  const expected = usualMs === null || !gate.atOnce || before >= 1_000 ? null : now + (usualMs * (before + 1)) / gate.atOnce;
  return say("limit", `${capSentence(gate)}${behindOwn(before)}`, { expected });
}

function explainRate({ around }: Found, gate: Gate, now: number): WaitingView {
  const before = around.customerWaitingBefore;
  const stepMs = 60_000 / (gate.perMinute ?? 1);
  const next = now + (1 - gate.tokens) * stepMs;
  return say("rate", `${rateSentence(gate)}${behindOwn(before)}`, {
    until: next,
    expected: before >= 1_000 ? null : next + before * stepMs,
  });
}

/** All slots are at work: what comes is a matter of shares. */
function explainShare({ around }: Found, dispatch: DispatchView, now: number): WaitingView {
  const before = around.customerWaitingBefore;
  const { perSecond, weight, allWeights } = dispatch;
  const pace = (perSecond * weight) / Math.max(weight, allWeights);
  const expected = perSecond === 0 || before >= 1_000 ? null : now + ((before + 1) / pace) * 1_000;
  const free = dispatch.slots - dispatch.busy;
  const all =
    free > 0
      ? `All places to run but ${free} kept for customers that have nothing under way are taken, shared out fairly`
      : `All ${dispatch.slots} places to run are taken and are shared out fairly among customers`;
  if (before > 0) return say("behind-own", `${all}; ${count(before)} of yours come before it.`, { expected });
  if (weight < 1)
    return say("weight", `${all} by their weights, yours is ${Number(weight.toPrecision(2))}; it is your next one.`, { expected });
  return say("slots-busy", `${all}; it is your next one.`, { expected });
}

function behindOwn(before: number): string {
  return before === 0 ? "; it is the next one." : `; ${count(before)} of yours come before it.`;
}

const whose: Record<Gate["kind"], string> = {
  customer: "Your account",
  integration: "This integration",
  host: "This marketplace",
  account: "This account at the other service",
};

function capSentence({ kind, atOnce, running, setBy }: Gate): string {
  const by = setBy === "host" ? "its host" : "the operator";
  return `${whose[kind]} may run ${atOnce} at a time by a limit of ${by}, and ${running} are under way`;
}

function rateSentence({ kind, perMinute, setBy }: Gate): string {
  const by = setBy === "host" ? "its host" : "the operator";
  return `${whose[kind]} may begin ${perMinute} runs a minute by a limit of ${by}`;
}
