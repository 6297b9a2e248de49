import type { QueueView, RunDay, RunnerView } from "@stoa/contract";
import type { Meaning } from "../../theme/meanings.ts";

export interface PlatformHealth {
  meaning: Meaning;
  word: string;
  sentence: string;
}

const longWait = 60_000;

/** Whether the platform does its work, from its runners, its queue and today's failures of its own. */
export function judgePlatform(
  runners: readonly RunnerView[],
  queue: QueueView,
  today: RunDay | undefined,
  now = Date.now(),
): PlatformHealth {
  const up = runners.filter((runner) => runner.state === "up");
  const lost = runners.filter((runner) => runner.state === "lost");
  const own = today?.classes["platform"] ?? 0;
  if (up.length === 0)
    return {
      meaning: "failed",
      word: "No runner",
      sentence: `No runner is up; ${queue.waiting} ${queue.waiting === 1 ? "run waits" : "runs wait"}.`,
    };
  if (lost.length > 0)
    return {
      meaning: "needs",
      word: "Runner lost",
      sentence: `${lost.length} of ${runners.length} runners fell silent; what they ran is taken up by others.`,
    };
  if (queue.oldestReadyAt && now - Date.parse(queue.oldestReadyAt) > longWait) {
    return { meaning: "needs", word: "Slow", sentence: "Runs wait longer than a minute for a free runner." };
  }
  if (own > 0)
    return {
      meaning: "needs",
      word: "Failures of ours",
      sentence: `${own} ${own === 1 ? "run" : "runs"} failed today because of the platform itself.`,
    };
  return { meaning: "fine", word: "Fine", sentence: "Everything runs." };
}
