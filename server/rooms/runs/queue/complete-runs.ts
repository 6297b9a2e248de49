import { failureTable, type FailedItem, type Verdict } from "@stoa/contract";
import { transaction, type Ctx, type TxCtx } from "../../../base/index.ts";
import { frontPriority } from "../scope.ts";
import type { RunSettings } from "../settings.ts";
import type { AttemptOutcome, Usage } from "../states.ts";
import { insertChunks, replaceChunks, type ChunkRow } from "../store/chunks.ts";
import {
  insertAttempts,
  insertFailedItems,
  lockFenced,
  putBack,
  type AttemptEntry,
  type Ending,
  type HeldRow,
  type PutBack,
} from "../store/endings.ts";
import type { CoolingEntry } from "../store/cooling.ts";
import { asksByKey } from "../store/hydration.ts";
import { saveStates, type StateChannel, type StateValue } from "../store/states.ts";
import { coolDown, pauseAsked } from "./cool-down.ts";
import { endRuns } from "./end-runs.ts";
import { lostForGood } from "./give-back-runs.ts";
import { retryAt, type RetryRule } from "./retry.ts";

/** An attempt that is over, as its runner saw it. */
export interface Completion {
  runId: string;
  attempt: number;
  runnerId: string;
  endedAt: number;
  /**
   * `returned`: whole, to be begun again without counting; `lost`: its box or the database went away under it, begun again and counted as
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
  return transaction(ctx, async (inner) => {
    await asksByKey(inner.tx);
    const rows = new Map((await lockFenced(inner.tx, completions)).map((row) => [row.runId, row]));
    const kept = completions.flatMap((completion) => {
      const row = rows.get(completion.runId);
      return row ? [{ completion, row, next: decide(completion, row, inner.clock.now(), settings) }] : [];
    });
    const unusedBlobs = await seal(inner, kept);
    const after = await keepStates(inner, kept, unusedBlobs);
    const endings = kept.flatMap(({ completion, next }) =>
      next.kind === "end" ? [toEnding(completion, next.verdict, after.get(completion.runId) ?? null)] : [],
    );
    await insertFailedItems(
      inner.tx,
      kept
        .filter(({ next }) => next.kind === "end")
        .map(({ completion, row }) => ({ ...ownerOf(row), runId: row.runId, items: completion.failedItems })),
    );
    const { ended, customers } = await endRuns(inner, endings);
    const back = await putBack(
      inner.tx,
      kept.flatMap(({ next }) => (next.kind === "back" ? [next.row] : [])),
    );
    await insertAttempts(inner.tx, kept.filter(({ completion }) => completion.verdict !== "held").map(toAttempt));
    await coolDown(inner, kept.flatMap(toCooling));
    const late = completions.filter((completion) => !rows.has(completion.runId)).map((completion) => completion.runId);
    return { late, ended: ended.map((row) => row.runId), customers: [...customers, ...back], unusedBlobs };
  });
}

type Next = { kind: "end"; verdict: Verdict } | { kind: "back"; row: PutBack };
interface Kept {
  completion: Completion;
  row: HeldRow;
  next: Next;
}

function decide(completion: Completion, row: HeldRow, now: number, settings: CompletionSettings): Next {
  const { verdict } = completion;
  const back = { runId: row.runId, failures: row.failures, losses: row.losses, dueAt: now, lastClass: null, priority: frontPriority };
  if (verdict === "held") return { kind: "back", row: { ...back, state: "held", priority: null } };
  if (verdict === "returned") return { kind: "back", row: { ...back, state: "queued" } };
  if (verdict === "lost") {
    const over = lostVerdict(row, settings);
    return over
      ? { kind: "end", verdict: over }
      : { kind: "back", row: { ...back, state: "queued", losses: row.losses + 1, lastClass: "platform" } };
  }
  if (verdict.outcome !== "failed" || row.cancelAt !== null || row.kind === "probe") return { kind: "end", verdict };
  const again = retryAt({ failureClass: verdict.failureClass, failures: row.failures, runId: row.runId }, completion.retry, now, settings);
  if (again === null) return { kind: "end", verdict };
  const failed = { failures: row.failures + 1, lastClass: verdict.failureClass, priority: null };
  return { kind: "back", row: { ...back, ...failed, state: "later", dueAt: again } };
}

/** Undefined while the run is to be taken up again. */
function lostVerdict(row: HeldRow, settings: Pick<RunSettings, "mostLosses">): Verdict | undefined {
  const plain = { rule: "lost", evidence: null };
  if (row.cancelAt !== null)
    return { ...plain, outcome: "cancelled", failureClass: null, rule: "cancelled", owner: null, sentence: "The run was cancelled." };
  if (row.losses + 1 < settings.mostLosses) return undefined;
  const { owner } = failureTable.platform;
  return { ...plain, outcome: "failed", failureClass: "platform", owner, sentence: lostForGood(row.losses + 1) };
}

/** An account whose service said "too often". */
function toCooling({ completion, row }: Kept): CoolingEntry[] {
  const asked = typeof completion.verdict === "string" || row.kind === "probe" ? undefined : pauseAsked(completion.verdict);
  return asked === undefined ? [] : [{ ...ownerOf(row), accountKey: row.accountKey, runId: row.runId, forMs: asked.forMs }];
}

function ownerOf(row: HeldRow) {
  return { sideId: row.sideId, customerId: row.customerId, publisherId: row.publisherId };
}

async function seal({ tx }: TxCtx, kept: readonly Kept[]): Promise<string[]> {
  const unused: string[] = [];
  const entries = kept.map(({ completion, row }) => ({
    row,
    written: completion.log.written,
    chunks: completion.log.chunks.map((chunk) => ({ ...chunk, ...ownerOf(row), runId: row.runId, attempt: row.attempt })),
  }));
  await insertChunks(
    tx,
    entries.filter((entry) => !entry.written).flatMap((entry) => entry.chunks),
  );
  for (const entry of entries)
    if (entry.written) unused.push(...(await replaceChunks(tx, entry.row.runId, entry.row.attempt, entry.chunks)));
  return unused;
}

async function keepStates({ tx, clock }: TxCtx, kept: readonly Kept[], unusedBlobs: string[]): Promise<Map<string, number>> {
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
  unusedBlobs.push(...saved.flatMap((row) => (row.replacedBlob === null ? [] : [row.replacedBlob])));
  const sync = new Map(saved.filter((row) => row.channel === "sync").map((row) => [row.installationId, row.version]));
  return new Map(
    kept.flatMap(({ row, completion }) =>
      completion.states.sync && sync.has(row.installationId) ? [[row.runId, sync.get(row.installationId) ?? 0] as const] : [],
    ),
  );
}

function toEnding(completion: Completion, verdict: Verdict, stateAfter: number | null): Ending {
  const { runId, endedAt, counts, failedTotal, releaseId, configDigest, usage, result, contacted } = completion;
  const evidence = verdict.evidence === null ? null : { ...verdict.evidence, at: completion.evidenceLine };
  const { outcome, failureClass, rule, owner, sentence } = verdict;
  return {
    runId,
    endedAt,
    outcome,
    failureClass,
    rule,
    owner,
    sentence,
    evidence,
    counts,
    failedTotal,
    releaseId,
    configDigest,
    stateAfter,
    usage,
    result,
    contacted,
  };
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
    retryAt: next.kind === "back" && next.row.state === "later" ? next.row.dueAt : null,
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
