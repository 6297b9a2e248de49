import type { Ctx } from "../../../base/index.ts";
import type { BlobStore } from "../../../base/blobs/index.ts";
import { completeRuns, type Completed, type Completion } from "../queue/complete-runs.ts";
import type { RunSettings } from "../settings.ts";
import { isDatabaseAway } from "./patiently.ts";
import { unkeptSentence } from "./verdicts.ts";

const largestBatch = 200;

const mostTries = 200;

/** For less it is not worth to wait again. */
const leastMs = 5;

interface Waiting {
  completion: Completion;
  since: number;
  tries: number;
  /** Already cut down to what cannot be refused. */
  plain: boolean;
  settle(): void;
}

/**
 * Commits ended attempts at once, and together those that ended while a commit was under way. While slots have enough of their next
 * runs at hand, so that nobody waits for the commit itself, it gathers: one commit, and the claim and the reading that follow, serve many runs.
 */
export class CompletionBatch {
  readonly #ctx: Ctx;
  readonly #blobs: BlobStore;
  readonly #settings: RunSettings;
  readonly #onCommitted: (done: Completed, runIds: readonly string[]) => void;
  readonly #lingerMs: (ended: number) => number;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #due = Number.POSITIVE_INFINITY;
  #asked = false;
  #committing = false;

  constructor(deps: {
    ctx: Ctx;
    blobs: BlobStore;
    settings: RunSettings;
    onCommitted: (done: Completed, runIds: readonly string[]) => void;
    /** How long the last of so many that have ended may wait for company. */
    lingerMs(ended: number): number;
  }) {
    this.#ctx = deps.ctx;
    this.#blobs = deps.blobs;
    this.#settings = deps.settings;
    this.#onCommitted = deps.onCommitted;
    this.#lingerMs = deps.lingerMs;
  }

  /** Resolves when it is committed, or when the run turned out to be another's. */
  add(completion: Completion): Promise<void> {
    return new Promise((settle) => {
      this.#waiting.push({ completion, since: performance.now(), tries: 0, plain: false, settle });
      this.#flushSoon();
    });
  }

  #flushSoon(least = 0): void {
    const linger = Math.max(least, this.#lingerMs(this.#waiting.length));
    if (linger === 0) return this.#ask();
    const due = performance.now() + linger;
    if (due >= this.#due) return;
    this.#wait(due);
  }

  #wait(due: number): void {
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.#look(), due - performance.now());
  }

  /** The wait was set short because little was at hand; the next runs may have come meanwhile, and what has ended may wait longer. */
  #look(): void {
    const due = (this.#waiting[0]?.since ?? 0) + this.#lingerMs(this.#waiting.length);
    if (due > performance.now() + leastMs) this.#wait(due);
    else this.#ask();
  }

  #ask(): void {
    clearTimeout(this.#timer);
    this.#due = Number.POSITIVE_INFINITY;
    if (!this.#asked) setImmediate(() => void this.#flush());
    this.#asked = true;
  }

  async #flush(): Promise<void> {
    this.#asked = false;
    if (this.#committing) return;
    this.#committing = true;
    const batch = this.#waiting.splice(0, largestBatch);
    const wait = await this.#commit(batch);
    this.#committing = false;
    if (this.#waiting.length > 0) this.#flushSoon(wait);
  }

  /** What cannot be committed now is tried again: its runner's lease decides when it is too late. @returns milliseconds to wait. */
  async #commit(batch: readonly Waiting[]): Promise<number> {
    try {
      const done = await completeRuns(
        this.#ctx,
        batch.map((one) => one.completion),
        this.#settings,
      );
      for (const one of batch) one.settle();
      this.#onCommitted(
        done,
        batch.map((one) => one.completion.runId),
      );
      await this.#clean(batch, done);
      return 0;
    } catch (error) {
      this.#ctx.log.error({ err: error, runs: batch.length }, "ended runs were not committed; tried again");
      for (const one of batch) one.tries += 1;
      if (isDatabaseAway(error) && batch.every((one) => one.tries < mostTries)) {
        this.#waiting.unshift(...batch);
        return 500;
      }
      return this.#apart(batch);
    }
  }

  /** A completion the database refuses for what it holds must not hold up others: each goes alone, then as a platform fault. */
  async #apart(batch: readonly Waiting[]): Promise<number> {
    const [one] = batch;
    if (batch.length > 1) for (const single of batch) await this.#commit([single]);
    else if (one && !one.plain) await this.#commit([{ ...one, plain: true, completion: asFault(one.completion) }]);
    else one?.settle();
    return 0;
  }

  /** One tried before may be late only because its commit was done and the answer lost: its log stays. */
  async #clean(batch: readonly Waiting[], done: Completed): Promise<void> {
    const late = new Set(done.late);
    const orphans = batch
      .filter((one) => late.has(one.completion.runId) && one.tries === 0)
      .flatMap((one) => one.completion.log.chunks.flatMap((chunk) => chunk.blobKey ?? []));
    for (const key of [...done.unusedBlobs, ...orphans]) {
      await this.#blobs.remove(key).catch((error: unknown) => this.#ctx.log.warn({ err: error }, "an unused blob stays"));
    }
  }
}

function asFault(completion: Completion): Completion {
  const verdict = {
    outcome: "failed" as const,
    failureClass: "platform" as const,
    rule: "platform",
    evidence: null,
    owner: "operator" as const,
    sentence: unkeptSentence,
  };
  return {
    ...completion,
    verdict,
    evidenceLine: null,
    failedItems: [],
    failedTotal: 0,
    states: {},
    result: null,
    contacted: null,
    log: { ...completion.log, chunks: [], written: false },
  };
}
