const longMs = 5_000;
/** On Linux 6.1, at a limit: programs that got on waited for memory up to 0.54 of their time, those that did not 0.58 to 0.94. */
const stalledShare = 0.56;

/**
 * Finds a program that stands still at its memory limit: the kernel takes its own code from it, reads it again and takes it again, kills nothing
 * since each time it freed something, and so on for minutes. The rule is systemd-oomd's, over a shorter time.
 */
export class MemoryStall {
  #from: { micros: number; at: number } | undefined;

  /**
   * @param micros how long all processes of a group at its limit have waited for memory at once, ever; undefined when it is below its limit (`nearLimit` of meter.ts), or
   *   the kernel does not tell
   * @param at milliseconds
   * @returns whether it did little else for five to ten seconds
   */
  see(micros: number | undefined, at: number): boolean {
    if (micros === undefined) this.#from = undefined;
    else this.#from ??= { micros, at };
    if (micros === undefined || this.#from === undefined || at - this.#from.at < longMs) return false;
    const share = (micros - this.#from.micros) / 1_000 / (at - this.#from.at);
    this.#from = { micros, at };
    return share >= stalledShare;
  }
}
