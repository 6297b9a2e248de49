import { EventEmitter } from "node:events";
import type { ClaimedRun } from "../states.ts";

/**
 * In-process tidings between the roles that share a process. Only a shortcut: every listener also polls, so a tiding that goes
 * to another process, or nowhere, costs a wait and nothing else.
 */
export interface Wake {
  /** Something of these customers may be claimable, or a slot is free. */
  queueChanged(customerIds?: readonly string[]): void;
  onQueue(listener: (customerIds: readonly string[]) => void): () => void;
  /** These runs were given to their runners. */
  claimed(runs: readonly ClaimedRun[]): void;
  onClaimed(runnerId: string, listener: (runs: readonly ClaimedRun[]) => void): () => void;
  /** Whether this runner is in this process: then it tells here what ends. */
  hears(runnerId: string): boolean;
  /** These runs are at another point: begun, further, over, back in the queue. */
  moved(runIds: readonly string[]): void;
  onMoved(runId: string, listener: () => void): () => void;
  /** Someone wants this run to end. */
  cancelAsked(runId: string): void;
  onCancel(listener: (runId: string) => void): () => void;
}

export function createWake(): Wake {
  const events = new EventEmitter().setMaxListeners(0);
  const on = (name: string, listener: (...values: never[]) => void) => {
    events.on(name, listener as (...values: unknown[]) => void);
    return () => void events.off(name, listener as (...values: unknown[]) => void);
  };
  return {
    queueChanged: (customerIds = []) => void events.emit("queue", customerIds),
    onQueue: (listener) => on("queue", listener),
    claimed: (runs) => {
      for (const runnerId of new Set(runs.map((run) => run.runnerId)))
        events.emit(
          `claimed ${runnerId}`,
          runs.filter((run) => run.runnerId === runnerId),
        );
      for (const { runId } of runs) events.emit(`moved ${runId}`);
    },
    moved: (runIds) => {
      for (const id of runIds) events.emit(`moved ${id}`);
    },
    onMoved: (runId, listener) => on(`moved ${runId}`, listener),
    onClaimed: (runnerId, listener) => on(`claimed ${runnerId}`, listener),
    hears: (runnerId) => events.listenerCount(`claimed ${runnerId}`) > 0,
    cancelAsked: (runId) => void events.emit("cancel", runId),
    onCancel: (listener) => on("cancel", listener),
  };
}
