/** Milliseconds from a box's end to the start of the next one when that has to be claimed and read first; what is claimed ahead bridges it. */
const bridgeMs = 100;
/** Boxes that take longer than this on average leave their slots idle for less than a tenth of the time: nothing is claimed ahead. */
const shortMs = 500;
const mostAhead = 64;
/** One that has waited so long for its turn is behind boxes that are short no more: it goes back to the queue, where others may take it. */
const patienceMs = 3_000;
const weightOfLast = 0.1;

interface Waiting {
  begin(): void;
  giveUp(): void;
  timer: NodeJS.Timeout;
}

/**
 * The slots of a runner's work, in the order their attempts are ready. While boxes are short, more is claimed than there are slots
 * (`ahead`), so that a slot that falls free is taken at once.
 */
export class Turns {
  readonly #slots: number;
  readonly #onAhead: (ahead: number) => void;
  readonly #waiting: Waiting[] = [];
  #taken = 0;
  #average = Number.POSITIVE_INFINITY;
  #ahead = 0;

  /** @param onAhead told when another number of runs should be claimed ahead */
  constructor(slots: number, onAhead: (ahead: number) => void) {
    this.#slots = slots;
    this.#onAhead = onAhead;
  }

  get ahead(): number {
    return this.#ahead;
  }

  /** A slot, to be left once with the milliseconds its box took; undefined when it took too long to get one. */
  async take(): Promise<((boxMs: number | undefined) => void) | undefined> {
    if (this.#taken < this.#slots) this.#taken++;
    else if (!(await this.#wait())) return undefined;
    let left = false;
    return (boxMs) => {
      if (left) return;
      left = true;
      if (boxMs !== undefined) this.#learn(boxMs);
      this.#pass();
    };
  }

  /** Waits to be handed the slot of another, which stays taken. */
  #wait(): Promise<boolean> {
    return new Promise((resolve) => {
      const waiting: Waiting = {
        begin: () => resolve(true),
        giveUp: () => {
          this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
          this.#learn(patienceMs);
          resolve(false);
        },
        timer: setTimeout(() => waiting.giveUp(), patienceMs),
      };
      this.#waiting.push(waiting);
    });
  }

  #pass(): void {
    const next = this.#waiting.shift();
    if (!next) {
      this.#taken--;
      return;
    }
    clearTimeout(next.timer);
    next.begin();
  }

  #learn(boxMs: number): void {
    const before = Number.isFinite(this.#average) ? this.#average : boxMs;
    this.#average = boxMs >= patienceMs ? boxMs : before + (boxMs - before) * weightOfLast;
    const wanted = this.#average > shortMs ? 0 : Math.min(mostAhead, Math.ceil((this.#slots * bridgeMs) / this.#average));
    // Small changes are not worth a write.
    if (wanted === this.#ahead || (wanted > 0 && Math.abs(wanted - this.#ahead) <= this.#ahead / 4)) return;
    this.#ahead = wanted;
    this.#onAhead(wanted);
  }
}
