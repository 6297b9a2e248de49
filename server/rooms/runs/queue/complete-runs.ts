import { failureTable, type FailedItem, type Verdict } from "@stoa/contract";
import { together, transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { frontPriority } from "../scope.ts";
import type { RunSettings } from "../settings.ts";
import type { AttemptOutcome, RunOwner, Usage } from "../states.ts";
import { insertChunks, insertFencedChunks, replaceChunks, type ChunkRow } from "../store/chunks.ts";
import {
  insertAttempts,
  insertFailedItems,
  lockFenced,
  requeueRuns,
  type AttemptEntry,
  type HeldRow,
  type RequeueEntry,
} from "../store/endings.ts";
import type { CoolingEntry } from "../store/cooling.ts";
import type { EndedRow, Ending, Seal } from "../store/history.ts";
import { asksByKey } from "../store/hydration.ts";
import { saveStates, type StateChannel, type StateValue } from "../store/states.ts";
import { coolDown, pauseAsked } from "./cool-down.ts";
import { endRuns } from "./end-runs.ts";
import { lostForGood } from "./requeue-runs.ts";
import { retryAt, type RetryRule } from "./retry.ts";

/** An attempt that is over, as its runner saw it. */
export interface Completion {
  runId: string;
  attempt: number;
  runnerId: string;
  installationId: string;
  endedAt: number;
  /**
   * `returned`: whole, requeued without counting; `lost`: its box or the database went away under it, requeued and counted as
   * a loss; `held`: not begun, the installation is paused.
   */
  verdict: Verdict | "returned" | "lost" | "held";
  evidenceLine: number | null;
  retry: RetryRule;
  counts: { created: number; updated: number; skipped: number; failed: number };
  failedItems: readonly FailedItem[];
  failedTotal: number;
  /** What to keep, by channel; absent channels stay as they are. */
  states: Partial<Record<StateChannel, StateValue>>;
  result: string | null;
  usage: Usage;
  contacted: object | null;
  exitCode: number | null;
  signal: string | null;
  /** The tier of the box it ran in, with ` warm` behind it when its program was started from what was prepared. */
  box: string | null;
  releaseId: string | null;
  configDigest: string | null;
  log: { lines: number; bytes: number; chunks: readonly ChunkRow[]; written: boolean };
}

type CompletionSettings = Pick<RunSettings, "retryBaseMs" | "retryMostMs" | "mostLosses">;

export interface Completed {
  /** Completions whose fence had fallen: another has the run, nothing of these was kept. */
  late: string[];
  ended: string[];
  /** Customers with something new to claim. */
  customers: string[];
  /** Blob keys that no row names any more. */
  unusedBlobs: string[];
}

/**
 * Engine verb. Ends attempts of many customers in one transaction: state, log seal, usage and verdict together, each under its
 * fencing token, so that a late runner changes nothing.
 */
export async function completeRuns(ctx: Ctx, completions: readonly Completion[], settings: CompletionSettings): Promise<Completed> {
  // Rows are locked in the order of installations everywhere, so that nobody waits in a circle.
  const sorted = completions.toSorted((one, other) => (one.installationId < other.installationId ? -1 : 1));
  return transaction(ctx, async (inner, commit) => {
    const asks = asksByKey(inner.tx);
    // Where the verdicts say all, the statement that ends the runs is their fence; else they are looked at first.
    const held = sorted.every(endsAnyhow) ? undefined : (await together(asks, lockFenced(inner.tx, sorted)))[1];
    const kept = held ? decideAll(sorted, held, inner.clock.now(), settings) : [];
    const states = await keepStates(inner, kept);
    const endings = held
      ? kept.flatMap(({ completion, next }) =>
          next.kind === "end" ? [toEnding(completion, next, states.after.get(completion.runId))] : [],
        )
      : sorted.flatMap((completion) =>
          typeof completion.verdict === "string" ? [] : [toEnding(completion, { verdict: completion.verdict })],
        );
    const installationIds = sorted.map((completion) => completion.installationId);
    const isPlain = !held && sorted.every(leavesNoMore);
    const logs = isPlain ? insertFencedChunks(inner.tx, sorted.flatMap(chunksOf)) : undefined;
    const ending = together(asks, logs, endRuns(inner, endings, installationIds));
    if (isPlain) commit();
    const [, , { ended, customers }] = await ending;
    const back = await requeueRuns(
      inner.tx,
      kept.flatMap(({ next }) => (next.kind === "requeue" ? [next.row] : [])),
    );
    await insertAttempts(inner.tx, kept.filter(isUnsealed).map(toAttempt));
    await coolDown(inner, kept.flatMap(toCooling));
    const owners = new Map([...(held ?? []), ...ended].map((row) => [row.runId, row]));
    const unusedLogs = isPlain ? [] : await seal(inner, sorted, owners);
    await insertFailedItems(inner.tx, failedItemsOf(sorted, ended));
    const late = completions.filter((completion) => !owners.has(completion.runId)).map((completion) => completion.runId);
    const unusedBlobs = [...states.unusedBlobs, ...unusedLogs];
    return { late, ended: ended.map((row) => row.runId), customers: [...customers, ...back], unusedBlobs };
  });
}

type Next = { kind: "end"; verdict: Verdict } | { kind: "requeue"; row: RequeueEntry };
interface Kept {
  completion: Completion;
  row: HeldRow;
  next: Next;
}

/** Nothing but the fence is left to ask: it is not tried again whatever came before, and leaves nothing that must be kept first. */
function endsAnyhow({ verdict, retry, states }: Completion): boolean {
  if (typeof verdict === "string" || Object.keys(states).length > 0) return false;
  return verdict.outcome !== "failed" || (pauseAsked(verdict) === undefined && !isTriedAgain(verdict.failureClass, retry));
}

/** Nothing is to be written once it is known which of them ended. */
function leavesNoMore({ log, failedItems }: Completion): boolean {
  return !log.written && failedItems.length === 0;
}

function chunksOf({ runId, attempt, runnerId, log }: Completion) {
  return log.chunks.map((chunk) => ({ ...chunk, runId, attempt, runnerId }));
}

function isTriedAgain(failureClass: Verdict["failureClass"], retry: RetryRule): boolean {
  return failureClass !== null && retry.attempts > 1 && retry.on.includes(failureClass);
}

function decideAll(completions: readonly Completion[], held: readonly HeldRow[], now: number, settings: CompletionSettings): Kept[] {
  const rows = new Map(held.map((row) => [row.runId, row]));
  return completions.flatMap((completion) => {
    const row = rows.get(completion.runId);
    return row ? [{ completion, row, next: decide(completion, row, now, settings) }] : [];
  });
}

/** Its attempt is not written by the ending of its run. */
function isUnsealed({ completion: { verdict }, next }: Kept): boolean {
  return verdict !== "held" && (next.kind === "requeue" || typeof verdict === "string");
}

function decide(completion: Completion, row: HeldRow, now: number, settings: CompletionSettings): Next {
  const { verdict } = completion;
  const waits = { runId: row.runId, failures: row.failures, losses: row.losses, dueAt: now, lastClass: null, priority: frontPriority };
  if (verdict === "held")
    return row.cancelAt === null
      ? { kind: "requeue", row: { ...waits, state: "held", priority: null } }
      : { kind: "end", verdict: cancelledWaiting };
  if (verdict === "returned") return { kind: "requeue", row: { ...waits, state: "queued" } };
  if (verdict === "lost") {
    const over = lostVerdict(row, settings);
    return over
      ? { kind: "end", verdict: over }
      : { kind: "requeue", row: { ...waits, state: "queued", losses: row.losses + 1, lastClass: "platform" } };
  }
  if (verdict.outcome !== "failed" || row.cancelAt !== null || row.kind === "probe") return { kind: "end", verdict };
  const again = retryAt({ failureClass: verdict.failureClass, failures: row.failures, runId: row.runId }, completion.retry, now, settings);
  if (again === null) return { kind: "end", verdict };
  const failed = { failures: row.failures + 1, lastClass: verdict.failureClass, priority: null };
  return { kind: "requeue", row: { ...waits, ...failed, state: "later", dueAt: again } };
}

const cancelledWaiting: Verdict = {
  outcome: "cancelled",
  failureClass: null,
  rule: "cancelled",
  owner: null,
  evidence: null,
  sentence: "The run was cancelled.",
};

/** Undefined while the run is to be requeued. */
function lostVerdict(row: HeldRow, settings: Pick<RunSettings, "mostLosses">): Verdict | undefined {
  if (row.cancelAt !== null) return cancelledWaiting;
  if (row.losses + 1 < settings.mostLosses) return undefined;
  const { owner } = failureTable.platform;
  return { rule: "lost", evidence: null, outcome: "failed", failureClass: "platform", owner, sentence: lostForGood(row.losses + 1) };
}

/** An account whose service said "too often". */
function toCooling({ completion, row }: Kept): CoolingEntry[] {
  const asked = typeof completion.verdict === "string" || row.kind === "probe" ? undefined : pauseAsked(completion.verdict);
  return asked === undefined ? [] : [{ ...ownerOf(row), accountKey: row.accountKey, runId: row.runId, forMs: asked.forMs }];
}

function ownerOf({ sideId, customerId, publisherId }: RunOwner): RunOwner {
  return { sideId, customerId, publisherId };
}

/** @returns blob keys that no row names any more */
async function seal({ tx }: TxCtx, completions: readonly Completion[], owners: ReadonlyMap<string, RunOwner>): Promise<string[]> {
  const unused: string[] = [];
  const entries = completions.flatMap(({ runId, attempt, log }) => {
    const owner = owners.get(runId);
    return owner ? [{ runId, attempt, log, chunks: log.chunks.map((chunk) => ({ ...chunk, ...ownerOf(owner), runId, attempt })) }] : [];
  });
  await insertChunks(
    tx,
    entries.filter((entry) => !entry.log.written).flatMap((entry) => entry.chunks),
  );
  for (const { runId, attempt, log, chunks } of entries) if (log.written) unused.push(...(await replaceChunks(tx, runId, attempt, chunks)));
  return unused;
}

function failedItemsOf(completions: readonly Completion[], ended: readonly EndedRow[]) {
  const rows = new Map(ended.map((row) => [row.runId, row]));
  return completions.flatMap(({ runId, failedItems }) => {
    const row = failedItems.length === 0 ? undefined : rows.get(runId);
    return row ? [{ ...ownerOf(row), runId, items: failedItems }] : [];
  });
}

/** @returns the version of each run's state after it */
async function keepStates({ tx, clock }: TxCtx, kept: readonly Kept[]): Promise<{ after: Map<string, number>; unusedBlobs: string[] }> {
  const entries = kept.flatMap(({ completion, row }) =>
    Object.entries(completion.states).map(([channel, value]) => ({
      ...ownerOf(row),
      ...value,
      installationId: row.installationId,
      channel: channel as StateChannel,
      runId: row.runId,
      attempt: row.attempt,
      at: clock.now(),
    })),
  );
  // Two probes of one installation may end together: one statement must not write one channel twice.
  const last = new Map(entries.map((entry) => [`${entry.installationId} ${entry.channel}`, entry]));
  const saved = await saveStates(tx, [...last.values()]);
  const unusedBlobs = saved.flatMap((row) => (row.replacedBlob === null ? [] : [row.replacedBlob]));
  const sync = new Map(saved.filter((row) => row.channel === "sync").map((row) => [row.installationId, row.version]));
  const after = kept.flatMap(({ row, completion }) =>
    completion.states.sync && sync.has(row.installationId) ? [[row.runId, sync.get(row.installationId) ?? 0] as const] : [],
  );
  return { after: new Map(after), unusedBlobs };
}

function toEnding(completion: Completion, { verdict }: { verdict: Verdict }, stateAfter?: number): Ending {
  const { runId, endedAt, counts, failedTotal, releaseId, configDigest, usage, result, contacted } = completion;
  const evidence = verdict.evidence === null ? null : { ...verdict.evidence, at: completion.evidenceLine };
  const { outcome, failureClass, rule, owner, sentence } = verdict;
  const told = { outcome, failureClass, rule, owner, sentence, evidence };
  const counted = { counts, failedTotal, usage };
  const ending = { runId, endedAt, ...told, ...counted, releaseId, configDigest, stateAfter: stateAfter ?? null, result, contacted };
  return typeof completion.verdict === "string" ? ending : { ...ending, seal: toSeal(completion) };
}

function toSeal({ attempt, runnerId, exitCode, signal, log, box }: Completion): Seal {
  return { attempt, runnerId, exitCode, signal, logLines: log.lines, logBytes: log.bytes, box };
}

function toAttempt({ completion, row, next }: Kept): AttemptEntry {
  const verdict = typeof completion.verdict === "string" ? lossOf(completion.verdict) : completion.verdict;
  const outcome: AttemptOutcome = verdict?.outcome ?? "returned";
  return {
    ...ownerOf(row),
    runId: row.runId,
    attempt: row.attempt,
    runnerId: row.runnerId,
    claimedAt: row.claimedAt,
    endedAt: completion.endedAt,
    outcome,
    failureClass: verdict?.failureClass ?? null,
    rule: verdict?.rule ?? null,
    sentence: verdict?.sentence ?? null,
    exitCode: completion.exitCode,
    signal: completion.signal,
    retryAt: next.kind === "requeue" && next.row.state === "later" ? next.row.dueAt : null,
    usage: completion.usage,
    logLines: completion.log.lines,
    logBytes: completion.log.bytes,
  };
}

function lossOf(verdict: "returned" | "lost" | "held") {
  if (verdict !== "lost") return null;
  const sentence = "What the program ran in went away under it; the run is taken up again.";
  return { outcome: "lost", failureClass: "platform", rule: "lost", sentence } as const;
}
