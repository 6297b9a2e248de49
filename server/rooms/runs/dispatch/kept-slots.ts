import type { RunKind } from "../states.ts";
import type { RunnerSlots } from "../store/runners.ts";

/**
 * Of six slots for work, or of fewer but not of one or two, one is kept for customers that have nothing under way.
 * @param isAlone there is one customer: nobody else could come, and no slot stands empty beside its queue
 */
export function keptSlots(kind: RunKind, runners: readonly RunnerSlots[], isAlone: boolean): number {
  return kind === "work"
    ? keptOf(
        runners.reduce((sum, runner) => sum + runner.workSlots, 0),
        isAlone,
      )
    : 0;
}

export function keptOf(slots: number, isAlone = false): number {
  return slots < 3 || isAlone ? 0 : Math.max(1, Math.floor(slots / 6));
}
