import { readId } from "@stoa/contract";
import { ApiError, createClient } from "@stoa/sdk";
import type { Target } from "./prepare.ts";

export interface Triggers {
  /** Ids of runs whose trigger was answered: these must not be lost. */
  answered: string[];
  /** Triggers whose answer did not come: the run may be there or not. */
  unanswered: number;
}

/** Asks for one run of each target over HTTP, two at a time, until told to stop. */
export async function triggerRuns(url: string, targets: Target[], kept: Triggers, signal: AbortSignal): Promise<void> {
  const left = [...targets];
  const work = async (): Promise<void> => {
    for (let target = left.shift(); target && !signal.aborted; target = left.shift()) await triggerOne(url, target, kept);
  };
  await Promise.all([work(), work()]);
}

async function triggerOne(url: string, target: Target, kept: Triggers): Promise<void> {
  try {
    const { runId } = await createClient({ url, token: target.token }).send<{ runId: string }>("POST", target.path, {});
    kept.answered.push(readId("run", runId) ?? runId);
  } catch (error) {
    // A refusal is an answer, and never a right one here; a connection that broke is what this is about.
    if (error instanceof ApiError && error.status > 0 && error.status < 500) throw error;
    kept.unanswered += 1;
  }
}
