import { showId } from "@stoa/contract";
import { engineCtx, realClock, createLog, transaction, type Db } from "../../server/base/index.ts";
import type { Counted } from "./counter.ts";
import * as store from "./store.ts";
import type { Triggers } from "./trigger-runs.ts";

/** What stands in the database when everything has come to rest. */
export interface Evidence {
  open: number;
  ended: store.EndedRun[];
  attempts: Map<string, store.AttemptRow[]>;
  finished: Map<string, number>;
  states: Map<string, store.StateVersion[]>;
}

export function read<T>(db: Db, work: (tx: Parameters<typeof store.countOpen>[0]) => Promise<T>): Promise<T> {
  return transaction(engineCtx({ db, clock: realClock, log: createLog({ level: "silent" }) }, "chaos"), ({ tx }) => work(tx));
}

export function readEvidence(db: Db): Promise<Evidence> {
  return read(db, async (tx) => ({
    open: await store.countOpen(tx),
    ended: await store.listEnded(tx),
    attempts: groupBy(await store.listAttempts(tx), (one) => one.runId),
    finished: new Map((await store.countFinished(tx)).map((one) => [one.runId, one.count])),
    states: groupBy(await store.listStates(tx), (one) => one.installationId),
  }));
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

/** Runs that were asked for and are not there, never ended, or ended otherwise than well: all programs here are good ones. */
export function lostRuns({ open, ended }: Evidence, { answered, unanswered }: Triggers): string[] {
  const there = new Set(ended.map((run) => run.runId));
  const wrongs = answered.filter((runId) => !there.has(runId)).map((runId) => `${runId} was triggered and is lost`);
  if (open > 0) wrongs.push(`${open} runs are still open`);
  if (new Set(answered).size < answered.length) wrongs.push("two askings were answered with the same run");
  if (ended.length > answered.length + unanswered)
    wrongs.push(`${ended.length} runs, but only ${answered.length + unanswered} were asked for`);
  for (const run of ended)
    if (run.outcome !== "succeeded")
      wrongs.push(`${run.runId} ${run.outcome} after ${run.attempts} attempts (${run.rule}): ${run.sentence}`);
  return wrongs;
}

/** Runs that ended more than once, told it more than once, did their work twice, or whose log is not whole. */
export function doneTwice(evidence: Evidence): string[] {
  return evidence.ended.flatMap((run) => endedTwice(evidence, run));
}

function endedTwice({ attempts, finished }: Evidence, run: store.EndedRun): string[] {
  const tried = attempts.get(run.runId) ?? [];
  const wrongs = [...wrongAttempts(run, tried), ...tried.flatMap((one) => brokenLog(one))];
  if (finished.get(run.runId) !== 1) wrongs.push(`the end of ${run.runId} was told ${finished.get(run.runId) ?? 0} times`);
  if (run.created !== 1) wrongs.push(`${run.runId} counted ${run.created} created`);
  return wrongs;
}

/** Numbered in one line, only the last of them successful, the others lost or returned. */
function wrongAttempts(run: store.EndedRun, tried: readonly store.AttemptRow[]): string[] {
  const wrongs: string[] = [];
  const numbers = tried.map((one) => one.attempt).join();
  if (numbers !== tried.map((_, index) => index + 1).join() || tried.length !== run.attempts)
    wrongs.push(`${run.runId} has the attempts ${numbers}, and tells of ${run.attempts}`);
  const ending = tried.filter((one) => one.outcome === "succeeded");
  if (ending.length !== 1 || ending[0]?.attempt !== run.attempts) wrongs.push(`${run.runId} succeeded ${ending.length} times`);
  if (tried.some((one) => !["succeeded", "lost", "returned"].includes(one.outcome)))
    wrongs.push(`${run.runId} has attempts that ${tried.map((one) => one.outcome).join()}`);
  return wrongs;
}

function brokenLog({ runId, attempt, outcome, logLines, keptLines }: store.AttemptRow): string[] {
  if (outcome !== "succeeded" || (logLines > 0 && logLines === keptLines)) return [];
  return [`attempt ${attempt} of ${runId} logged ${logLines} lines, and ${keptLines} are kept`];
}

/** Each run raised the count by one: version and count go together, in one unbroken line, and end at the number of runs. */
export function brokenStates({ ended, states }: Evidence): string[] {
  const runsOf = groupBy(ended, (run) => run.installationId);
  return [...runsOf].flatMap(([installationId, runs]) => {
    const versions = states.get(installationId) ?? [];
    const wrongs = versions.flatMap((one, index) => brokenVersion(one, versions[index - 1]));
    if (versions.at(-1)?.version !== runs.length)
      wrongs.push(`${installationId} had ${runs.length} runs and is at version ${versions.at(-1)?.version}`);
    for (const run of runs) {
      const own = versions.find((one) => one.runId === run.runId);
      if (own && own.version !== run.stateAfter) wrongs.push(`${run.runId} tells of state ${run.stateAfter} and wrote ${own.version}`);
    }
    return wrongs;
  });
}

function brokenVersion({ installationId, version, runId, value }: store.StateVersion, before: store.StateVersion | undefined): string[] {
  const counted = JSON.parse(value) as Counted;
  const name = `${installationId} version ${version}`;
  const wrongs: string[] = [];
  if (counted.count !== version) wrongs.push(`${name} holds the count ${counted.count}`);
  if (counted.phase !== "done") wrongs.push(`${name} is half of a run`);
  if (counted.run !== showId("run", runId)) wrongs.push(`${name} is of ${counted.run} and stands as one of ${runId}`);
  if (before && before.version !== version - 1) wrongs.push(`${name} follows version ${before.version}`);
  return wrongs;
}

/** Newest state of each installation: what must never be older later. */
export async function readCounts(db: Db): Promise<Map<string, number>> {
  const states = await read(db, (tx) => store.listStates(tx));
  return new Map(states.map((one) => [one.installationId, (JSON.parse(one.value) as Counted).count]));
}

export function findOlder(before: Map<string, number>, after: Map<string, number>): string[] {
  return [...before].flatMap(([id, count]) =>
    (after.get(id) ?? 0) < count ? [`the state of ${id} went from ${count} back to ${after.get(id) ?? 0}`] : [],
  );
}

export function countOpenRuns(db: Db): Promise<number> {
  return read(db, (tx) => store.countOpen(tx));
}

export function countEndedRuns(db: Db): Promise<number> {
  return read(db, (tx) => store.countEnded(tx));
}

export function readStanding(db: Db): Promise<{ running: number; losses: number }> {
  return read(db, (tx) => store.readStanding(tx));
}
