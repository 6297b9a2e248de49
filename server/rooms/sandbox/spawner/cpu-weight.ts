import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeControl } from "./cgroup-files.ts";

/** A group's part of the processors: the kernel's cpu.weight, 1 to 10,000 where 100 is usual, or `idle`: what nobody else wants at that moment. */
export type Weight = number | "idle";

/**
 * All boxes together on version 2, beside the server and the database: programs may fill a machine, and its pages still answer. Under systemd it is the
 * weight of their scope, which stands beside the unit of the server (scope-beside.ts); in a scope that the spawner had to enter they weigh so beside it alone.
 */
export const boxesWeight = 50;
/** Before Linux 5.15, which cannot make a group idle. */
const leastWeight = 1;

/**
 * Writes the part of one group. A group that is idle refuses a weight, so that it is woken first; whoever wakes takes the processor from an idle one at once.
 * @param holdsMs after so long it is written again, unchanged, because somebody else may have written there
 */
export function weightWriter(folder: string, file: "cpu.weight" | "cpu.shares", holdsMs = Infinity): (weight: Weight) => void {
  const canIdle = existsSync(join(folder, "cpu.idle"));
  let now: Weight | undefined;
  let wroteAt = 0;
  const write = (weight: number): void => writeControl(folder, file, file === "cpu.shares" ? toShares(weight) : weight);
  return (weight) => {
    if (weight === now && performance.now() - wroteAt < holdsMs) return;
    wroteAt = performance.now();
    const setIdle = canIdle && (weight === "idle" || typeof now !== "number");
    if (setIdle) writeControl(folder, "cpu.idle", weight === "idle" ? 1 : 0);
    if (weight !== "idle") write(weight);
    else if (!canIdle) write(leastWeight);
    now = weight;
  };
}

/** Version 1 counts 1,024 where version 2 counts 100. */
function toShares(weight: number): number {
  return Math.max(2, Math.round((weight * 1_024) / 100));
}

/** The part of all boxes together: idle while every one that runs is. */
export class BoxesWeight {
  readonly #write: (weight: Weight) => void;
  readonly #running = new Map<string, Weight>();

  constructor(write: (weight: Weight) => void) {
    this.#write = write;
    write(boxesWeight);
  }

  /** @param weight undefined: no box runs in that slot */
  see(slot: string, weight: Weight | undefined): void {
    if (weight === undefined) this.#running.delete(slot);
    else this.#running.set(slot, weight);
    const all = [...this.#running.values()];
    if (all.some((one) => one !== "idle")) this.#write(boxesWeight);
    else if (all.length > 0) this.#write("idle");
  }
}

/** The part of one slot, and with it of all boxes. Nothing is written for a slot that falls free: the next box's part is. */
export function slotWeight(slot: string, write: ((weight: Weight) => void) | undefined, boxes: BoxesWeight | undefined) {
  return {
    setWeight: (weight: Weight): void => {
      write?.(weight);
      boxes?.see(slot, weight);
    },
    rest: (): void => boxes?.see(slot, undefined),
  };
}
