const spanMs = 60_000;
const steps = 12;

/** How many runs began in the last minute, so that a wait can be told in minutes. */
export class Pace {
  #steps: { from: number; count: number }[] = [];

  note(count: number, now: number): void {
    if (count === 0) return;
    const last = this.#steps.at(-1);
    if (last && now - last.from < spanMs / steps) last.count += count;
    else this.#steps.push({ from: now, count });
    this.#steps = this.#steps.filter((step) => now - step.from < spanMs);
  }

  perSecond(now: number): number {
    const recent = this.#steps.filter((step) => now - step.from < spanMs);
    const [first] = recent;
    if (!first) return 0;
    const count = recent.reduce((sum, step) => sum + step.count, 0);
    return count / Math.max(1, (now - first.from) / 1_000);
  }
}
