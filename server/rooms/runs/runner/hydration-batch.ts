import type { Ctx } from "../../../base/index.ts";
import type { ClaimedRun } from "../states.ts";
import { hydrateRuns, type Hydration } from "./hydrate-runs.ts";
import { Releases } from "./releases.ts";

const largestBatch = 100;

interface Waiting {
  run: ClaimedRun;
  resolve(hydration: Hydration): void;
  reject(error: unknown): void;
}

/** Reads together what runs start from that were claimed together, or while an earlier reading was under way. */
export class HydrationBatch {
  readonly #ctx: Ctx;
  readonly #releases = new Releases();
  readonly #waiting: Waiting[] = [];
  #reading = false;

  /** @param ctx of the engine's scope, with its keys */
  constructor(ctx: Ctx) {
    this.#ctx = ctx;
  }

  /** @throws StoaError key_missing, not_found for a secret or release that is gone */
  add(run: ClaimedRun): Promise<Hydration> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ run, resolve, reject });
      if (!this.#reading) void this.#read();
    });
  }

  async #read(): Promise<void> {
    this.#reading = true;
    // What is claimed in one go is added in one go: the first must not leave without the others.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#readSome(this.#waiting.splice(0, largestBatch));
    this.#reading = false;
  }

  /** What one of them lacks must not stop the others: then each is read alone. */
  async #readSome(batch: readonly Waiting[]): Promise<void> {
    try {
      const runs = batch.map((one) => one.run);
      const hydrations = await hydrateRuns(this.#ctx, this.#releases, runs);
      batch.forEach((one, index) => one.resolve(hydrations[index] ?? "lost"));
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const one of batch) await this.#readSome([one]);
    }
  }
}
