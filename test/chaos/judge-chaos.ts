import { percentile } from "../../bench/kit/figures.ts";
import { parts } from "./kill-part.ts";
import { brokenStates, doneTwice, lostRuns } from "./prove.ts";
import type { ChaosRecord } from "./run-chaos.ts";
import { measureTakenUp, type TakenUp } from "./taken-up.ts";

/** Longest a lost run may wait for its next attempt while everything could act. */
export const takenUpLimitMs = 20_000;

export interface ChaosJudgement {
  /** Everything that must hold and does not, in words, by what was to be proved. */
  lost: string[];
  twice: string[];
  older: string[];
  late: string[];
  left: string[];
  takenUp: TakenUp[];
  about: object;
}

/** Holds what is there against what was asked for. */
export function judgeChaos(record: ChaosRecord): ChaosJudgement {
  const { evidence, triggers, kills, older, left } = record;
  const takenUp = measureTakenUp(evidence.attempts, kills);
  const late = takenUp.filter(({ ms }) => ms > takenUpLimitMs);
  return {
    lost: lostRuns(evidence, triggers),
    twice: doneTwice(evidence),
    older: [...older, ...brokenStates(evidence)],
    late: late.map(({ runId, attempt, ms }) => `${runId} was taken up again ${ms} ms after its attempt ${attempt} was lost`),
    left: left.map((pid) => `process ${pid} is left over`),
    takenUp,
    about: tellAbout(record, takenUp),
  };
}

function tellAbout({ evidence, triggers, kills, load }: ChaosRecord, takenUp: readonly TakenUp[]): object {
  const attempts = [...evidence.attempts.values()].flat();
  const backMs = kills.map((kill) => kill.backAt - kill.killedAt);
  const waits = takenUp.map(({ ms }) => ms);
  return {
    kills: Object.fromEntries(parts.map((part) => [part, kills.filter((kill) => kill.part === part).length])),
    triggered: triggers.answered.length,
    askedAgain: triggers.repeated,
    unanswered: triggers.unanswered,
    runs: evidence.ended.length,
    attempts: attempts.length,
    lostAttempts: attempts.filter((one) => one.outcome === "lost").length,
    resumed: evidence.ended.filter((run) => run.skipped > 0).length,
    backMs: spread(backMs),
    takenUpMs: spread(waits),
    load: Math.round(load * 10) / 10,
  };
}

function spread(values: readonly number[]): object {
  if (values.length === 0) return { count: 0 };
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99), most: percentile(values, 1) };
}
