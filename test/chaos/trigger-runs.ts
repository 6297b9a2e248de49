import { setTimeout as wait } from "node:timers/promises";
import { readId } from "@stoa/contract";
import { ApiError, createClient } from "@stoa/sdk";
import type { Db } from "../../server/base/index.ts";
import type { Target } from "./prepare.ts";
import { countOpenRuns } from "./prove.ts";

export interface Triggers {
  /** Ids of runs whose trigger was answered: these must not be lost. */
  answered: string[];
  /** Triggers whose answer did not come: the run may be there or not. */
  unanswered: number;
}

/** So many wait or run at a time: enough that every kill hits some, few enough that a slow machine keeps up. */
const mostOpen = 24;

/** Asks for runs over HTTP, one after another, whatever is being killed, until told to stop. */
export async function triggerRuns(url: string, db: Db, next: () => Target, kept: Triggers, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const open = await countOpenRuns(db).catch(() => mostOpen);
    let isUp = true;
    for (let left = mostOpen - open; left > 0 && isUp && !signal.aborted; left--) isUp = await triggerOne(url, next(), kept);
    await wait(100);
  }
}

/** False when it was not answered. */
async function triggerOne(url: string, target: Target, kept: Triggers): Promise<boolean> {
  try {
    const { runId } = await createClient({ url, token: target.token }).send<{ runId: string }>("POST", target.path, {});
    kept.answered.push(readId("run", runId) ?? runId);
    return true;
  } catch (error) {
    // A refusal is an answer, and never a right one here; a connection that broke is what this is about.
    if (error instanceof ApiError && error.status > 0 && error.status < 500) throw error;
    kept.unanswered += 1;
    return false;
  }
}
