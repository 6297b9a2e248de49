import { keptOf } from "../dispatch/kept-slots.ts";

/**
 * So many milliseconds of work are claimed ahead: they bridge the claim and the reading of the next runs, and one commit, one claim and one reading serve
 * all that ends in most of them. Of Python runs at three slots that was 8, now 20: a round of the three takes server and database as long as ten runs do.
 */
const bridgeMs = 200;
/** Of these, from the commit of what ended to when the next are ready. */
const claimMs = 40;
/** Boxes that take longer than this on average leave their slots idle for less than a tenth of the time: nothing is claimed ahead. */
const shortMs = 500;
/** Many more together hold the process so long that slots stand empty. */
const mostAhead = 100;
/** One that has waited so long for its turn is behind boxes that are short no more: it is requeued, and others may take it. */
const patienceMs = 3_000;
const weightOfLast = 0.1;

interface Waiting {
  customerId: string;
  begin(): void;
  giveUp(): void;
  timer: NodeJS.Timeout;
}

/**
 * The slots of a runner's work, in the order their attempts are ready. While boxes are short, more is claimed than there are slots
 * (`ahead`), so that a slot that falls free is taken at once. The last ones are kept for customers that hold none, as at the claim: what was
 * claimed ahead of others' short runs may be long, and would leave them none.
 */
export class Turns {
  readonly #slots: number;
  readonly #onAhead: (ahead: number) => void;
  readonly #waiting: Waiting[] = [];
  readonly #held = new Map<string, number>();
  #kept: number;
  #free: number;
  #average = Number.POSITIVE_INFINITY;
  /** Slots that were taken when a box left, on average: many short boxes are never all under way. */
  #busy = 0;
  #ahead = 0;

  /** @param onAhead told when another number of runs should be claimed ahead */
  constructor(slots: number, onAhead: (ahead: number) => void) {
    this.#slots = slots;
    this.#kept = keptOf(slots);
    this.#free = slots;
    this.#onAhead = onAhead;
  }

  get ahead(): number {
    return this.#ahead;
  }

  /**
   * How long ended runs may wait for company: as long as ever while enough is `underWay` besides what stands in slots until others have been
   * committed, claimed and read; with less, only few. Where all that is under way has a slot, such as a short run beside a long one, it is alone.
   */
  lingerMs({ ended, underWay }: { ended: number; underWay: number }, most: number): number {
    const atHand = underWay - this.#slots;
    if (this.#ahead === 0 || atHand <= 0) return 0;
    if (atHand > (this.#busy * claimMs) / this.#average) return most;
    return ended < this.#ahead / 3 ? most / 4 : 0;
  }

  /** Told whether there is one customer only: for nobody else a slot is kept. */
  setAlone(isAlone: boolean): void {
    this.#kept = keptOf(this.#slots, isAlone);
    this.#fill();
  }

  /** A slot for this customer, to be left once with the milliseconds its box took; undefined when it took too long to get one. */
  async take(customerId: string): Promise<((boxMs: number | undefined) => void) | undefined> {
    if (this.#mayBegin(customerId)) this.#hold(customerId);
    else if (!(await this.#wait(customerId))) return undefined;
    let left = false;
    return (boxMs) => {
      if (left) return;
      left = true;
      if (boxMs !== undefined) this.#learn(boxMs);
      this.#leave(customerId);
    };
  }

  #mayBegin(customerId: string): boolean {
    return this.#free > (this.#held.has(customerId) ? this.#kept : 0);
  }

  #hold(customerId: string): void {
    this.#free--;
    this.#held.set(customerId, (this.#held.get(customerId) ?? 0) + 1);
  }

  #wait(customerId: string): Promise<boolean> {
    return new Promise((resolve) => {
      const waiting: Waiting = {
        customerId,
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

  #leave(customerId: string): void {
    this.#free++;
    const held = (this.#held.get(customerId) ?? 0) - 1;
    if (held > 0) this.#held.set(customerId, held);
    else this.#held.delete(customerId);
    this.#fill();
  }

  /** Whoever waits longest of those that may begin is next. */
  #fill(): void {
    while (this.#free > 0) {
      const index = this.#waiting.findIndex((one) => this.#mayBegin(one.customerId));
      const [next] = index < 0 ? [] : this.#waiting.splice(index, 1);
      if (!next) return;
      clearTimeout(next.timer);
      this.#hold(next.customerId);
      next.begin();
    }
  }

  #learn(boxMs: number): void {
    const taken = this.#slots - this.#free;
    this.#busy = this.#busy === 0 ? taken : this.#busy + (taken - this.#busy) * weightOfLast;
    const before = Number.isFinite(this.#average) ? this.#average : boxMs;
    this.#average = boxMs >= patienceMs ? boxMs : before + (boxMs - before) * weightOfLast;
    const wanted = this.#average > shortMs ? 0 : Math.min(mostAhead, Math.ceil((this.#slots * bridgeMs) / this.#average));
    // Small changes are not worth a write.
    if (wanted === this.#ahead || (wanted > 0 && Math.abs(wanted - this.#ahead) <= this.#ahead / 2)) return;
    this.#ahead = wanted;
    this.#onAhead(wanted);
  }
}
