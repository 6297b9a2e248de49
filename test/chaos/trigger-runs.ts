import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { readId } from "@stoa/contract";
import { ApiError, createClient } from "@stoa/sdk";
import type { Db } from "../../server/base/index.ts";
import type { Target } from "./prepare.ts";
import { countOpenRuns } from "./prove.ts";

export interface Triggers {
  /** Ids of runs whose trigger was answered: these must not be lost. */
  answered: string[];
  /** Triggers whose answer did not come, so that they were asked again with the same operation id. */
  repeated: number;
  /** One may be without an answer at the end: its run may be there or not. */
  unanswered: number;
}

/** So many wait or run at a time: enough that every kill hits some, few enough that a slow machine keeps up. */
const mostOpen = 24;

interface Asking {
  target: Target;
  operationId: string;
}

/** Asks for runs over HTTP, one after another and each until it is answered, whatever is being killed, until told to stop. */
export async function triggerRuns(url: string, db: Db, next: () => Target, kept: Triggers, signal: AbortSignal): Promise<void> {
  let asking: Asking | undefined;
  while (!signal.aborted) {
    const open = await countOpenRuns(db).catch(() => mostOpen);
    for (let left = mostOpen - open; (left > 0 || asking) && !signal.aborted; left--) {
      asking ??= { target: next(), operationId: randomUUID() };
      if (!(await triggerOne(url, asking, kept))) break;
      asking = undefined;
    }
    await wait(100);
  }
  kept.unanswered = asking ? 1 : 0;
}

/** False when it was not answered. */
async function triggerOne(url: string, { target, operationId }: Asking, kept: Triggers): Promise<boolean> {
  try {
    const { runId } = await createClient({ url, token: target.token }).send<{ runId: string }>("POST", target.path, { operationId });
    kept.answered.push(readId("run", runId) ?? runId);
    return true;
  } catch (error) {
    // A refusal is an answer, and never a right one here; a connection that broke is what this is about.
    if (error instanceof ApiError && error.status > 0 && error.status < 500) throw error;
    kept.repeated += 1;
    return false;
  }
}
