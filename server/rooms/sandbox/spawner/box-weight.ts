import type { Weight } from "./cpu-weight.ts";

/** Where slots stand beside the server and the database (version 1), which have 100 each, three new boxes weigh about as much as one of them. */
const newWeight = 30;
/** Who has used this much is long: a page, a step of the server or a run that just began never waits for it. */
const newForMicros = 1e6;
/** One that is given next to nothing for so long has, until the next look, the part of a new one: it comes on, however busy the machine. */
const patienceMs = 5_000;
const nextToNothing = 0.05;

/** A box's part of the processors by what it has used of them. */
export class BoxWeight {
  #last: { at: number; used: number } | undefined;

  /** @param used microseconds since the box began, @param isPatient nobody waits for it as for a click: it is long from its start */
  next(usedMicros: number, isPatient: boolean, nowMs: number): Weight {
    if (!isPatient && usedMicros < newForMicros) {
      this.#last = undefined;
      return newWeight;
    }
    const { at, used } = (this.#last ??= { at: nowMs, used: usedMicros });
    if (nowMs - at < patienceMs) return "idle";
    this.#last = { at: nowMs, used: usedMicros };
    return (usedMicros - used) / 1_000 / (nowMs - at) < nextToNothing ? newWeight : "idle";
  }
}
