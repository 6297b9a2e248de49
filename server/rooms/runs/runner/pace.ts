/** What may come at once and, a second, in the long run, before it is taken for a flood; and what is taken a second of all floods together. */
interface Rates {
  burst: number;
  calm: number;
  floods: Floods;
}

const mega = 1_048_576;

/** Floods of one kind stand in one line, so that many take no more of the process than one. */
class Floods {
  readonly #perSecond: number;
  #freeAt = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** @returns milliseconds until so much may have been taken */
  take(amount: number, now: number): number {
    this.#freeAt = Math.max(this.#freeAt, now) + (amount * 1_000) / this.#perSecond;
    return this.#freeAt - now;
  }
}

/** Bytes: of all logs that flood as much as one box lets out. */
const logs: Rates = { burst: 4 * mega, calm: 2 * mega, floods: new Floods(16 * mega) };
/** Milliseconds that reading messages took: each is understood word by word. */
const messages: Rates = { burst: 200, calm: 20, floods: new Floods(100) };
const rates = { logs, messages };

/**
 * How a box's output is taken in: at once, until it is a flood. Of a flood a little comes at a time and then a rest, so that the runs
 * beside it never meet a megabyte of it; its pipe fills and it waits.
 */
export class Pace {
  readonly #rates: Rates;
  #spare: number;
  #at: number;

  constructor(now: number, of: keyof typeof rates) {
    this.#rates = rates[of];
    this.#spare = this.#rates.burst;
    this.#at = now;
  }

  /** @returns milliseconds to wait after these bytes, or after what took so long, before more is taken */
  take(amount: number, now: number): number {
    const { burst, calm, floods } = this.#rates;
    this.#spare = Math.min(burst, this.#spare + ((now - this.#at) * calm) / 1_000) - amount;
    this.#at = now;
    if (this.#spare >= 0) return 0;
    this.#spare = 0;
    return floods.take(amount, now);
  }
}
