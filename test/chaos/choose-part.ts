import { parts, type Part } from "./kill-part.ts";

/** The supervisor gives a part up that ends five times within a minute: that is its purpose, and not what is tried here. */
const mostEnds = 3;
const windowMs = 62_000;

/** How often each is chosen, of a hundred. */
const shares: Record<Part, number> = { dispatcher: 25, spawner: 20, server: 20, postgres: 13, backend: 12, all: 10 };

/** Chooses what falls next. */
export class Choice {
  readonly #random: () => number;
  #ends: { part: Part; at: number }[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  next(): Part {
    const open = parts.filter((part) => part === "all" || this.#countOf(part) < mostEnds);
    let point = this.#random() * open.reduce((sum, part) => sum + shares[part], 0);
    for (const part of open) {
      point -= shares[part];
      if (point < 0) return part;
    }
    return "all";
  }

  /** Told what fell: a leader may have been the server. A new supervisor has seen none end. */
  note(fell: Part): void {
    if (fell === "all") this.#ends = [];
    else this.#ends.push({ part: fell, at: performance.now() });
  }

  /** The leader may be the server. Processes of Postgres alone are its own to start again. */
  #countOf(part: Part): number {
    if (part === "backend") return 0;
    const asked = part === "dispatcher" ? "server" : part;
    return this.#ends.filter((one) => one.part === asked && performance.now() - one.at < windowMs).length;
  }
}
