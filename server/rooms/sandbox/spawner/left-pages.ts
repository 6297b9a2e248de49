/**
 * What a slot held before its box: above all pages of files that earlier ones read, which the kernel takes back when they are in the way. What
 * it has taken back must not be counted off the box: in a slot that was full of them a box would seem to use nothing.
 */
export class LeftPages {
  /** At the beginning. */
  readonly first: number;
  /** What is still there of it. */
  #bytes: number;
  readonly #files: number | undefined;

  /** @param files bytes of pages of files among them; undefined where the kernel does not tell, or they are not worth a look */
  constructor(bytes: number, files: number | undefined) {
    this.first = bytes;
    this.#bytes = bytes;
    this.#files = files;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get canShrink(): boolean {
    return this.#files !== undefined;
  }

  /** @param files now; those that the box itself has read among them */
  see(files: number | undefined): void {
    if (files === undefined || this.#files === undefined) return;
    const taken = Math.max(0, this.#files - files);
    this.#bytes = Math.max(0, Math.min(this.#bytes, this.first - taken));
  }
}
