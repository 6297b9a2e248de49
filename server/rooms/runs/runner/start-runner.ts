import { hearOf } from "../../../base/http/index.ts";
import { engineCtx, newId, transaction, type Ctx } from "../../../base/index.ts";
import { ensureArtifact } from "../../builds/index.ts";
import { startDispatcher } from "../dispatch/start-dispatcher.ts";
import { startLoop, type Loop } from "../dispatch/loop.ts";
import type { Completed } from "../queue/complete-runs.ts";
import { requeueLeft, requeueReplaced } from "../queue/requeue-runs.ts";
import type { ClaimedRun } from "../states.ts";
import { isAlone } from "../store/installations.ts";
import { endRunners, insertRunner, renewRunner, setAhead } from "../store/runners.ts";
import { CompletionBatch } from "./completion-batch.ts";
import { HydrationBatch } from "./hydration-batch.ts";
import { patiently } from "./patiently.ts";
import { remember } from "./remember.ts";
import { runAttempt, type AttemptHandle } from "./run-attempt.ts";
import { readHeld } from "./read-held.ts";
import type { RunnerDeps, RunnerPlace } from "./runner-deps.ts";
import { Turns } from "./turns.ts";

const pollMs = 400;
/** How long a renewal has at least to be answered. */
const leastAnswerMs = 500;
/** Every so many polls every open run is looked at. */
const anyhowEvery = 150;

/**
 * Starts a runner: registers at its place and requeues what a predecessor there left, renews its lease, carries out what the
 * dispatcher gives it, and stands for the dispatching lead itself.
 * The caller has made sure that no process of a predecessor is left.
 */
export async function startRunner(deps: RunnerDeps): Promise<{ stop(): Promise<void> }> {
  const ctx = { ...engineCtx(deps, "runner"), keys: deps.keys };
  await requeueReplaced(ctx, deps.place, deps.settings);
  const runner = new Runner(deps, ctx);
  await runner.register();
  const dispatcher = startDispatcher({ ctx, settings: deps.settings, wake: deps.wake });
  deps.wake.queueChanged();
  return {
    stop: async () => {
      await runner.drain();
      await dispatcher.stop();
    },
  };
}

/** An attempt that is the runner's; `kept` when what it did is committed, or is nothing. */
interface Held extends AttemptHandle {
  kept: Promise<void>;
}

class Runner {
  readonly #deps: RunnerPlace;
  readonly #attempts = new Map<string, Held>();
  readonly #batch: CompletionBatch;
  /** Attempts that ended a moment ago: a poll that was under way meanwhile may still name them. */
  readonly #past = new Set<string>();
  #id = "";
  #renewedAt = 0;
  #draining = false;
  /** Its lease is lost and it has no other yet. */
  #fenced = false;
  #polls = 0;
  #loops: Loop[] = [];
  #unhear: (() => void)[] = [];

  constructor(deps: RunnerDeps, ctx: Ctx) {
    const turns = new Turns(deps.workSlots, (ahead) => void this.#claimAhead(ahead));
    const ensureRuntime = remember(({ base, packages }) => JSON.stringify([base, packages]), deps.ensureRuntime);
    const ensureArtifactOf = remember(
      (digest: string) => digest,
      (digest) => ensureArtifact(deps, digest),
    );
    this.#deps = { ...deps, ctx, turns, hydration: new HydrationBatch(ctx), ensureRuntime, ensureArtifact: ensureArtifactOf };
    const onCommitted = (done: Completed, runIds: readonly string[]): void => {
      deps.wake.moved(runIds);
      deps.wake.queueChanged(done.customers);
    };
    const lingerMs = (ended: number): number =>
      turns.lingerMs({ ended, underWay: this.#attempts.size - ended }, deps.settings.completionLingerMs);
    this.#batch = new CompletionBatch({ ctx, blobs: deps.blobs, settings: deps.settings, onCommitted, lingerMs });
  }

  /** Not told to the table, it stays as it was until it changes again: nothing depends on it but speed. */
  async #claimAhead(ahead: number): Promise<void> {
    const { ctx, log, wake } = this.#deps;
    await transaction(ctx, ({ tx }) => setAhead(tx, this.#id, ahead)).then(
      () => wake.queueChanged(),
      (error: unknown) => log.warn({ err: error }, "the runner's claims ahead were not told"),
    );
  }

  async register(): Promise<void> {
    const { ctx, log, wake } = this.#deps;
    await this.#enter();
    this.#loops = [startLoop("runner lease", log, () => this.#renew()), startLoop("runner poll", log, () => this.#poll())];
    this.#unhear.push(wake.onCancel((runId) => this.#cancel(runId)));
    log.info({ runner: this.#id, place: this.#deps.place, trace: ctx.trace }, "runner up");
  }

  /** Takes nothing new, asks every program to stop, keeps what they reached, gives their runs back without counting. */
  async drain(): Promise<void> {
    const { ctx, settings } = this.#deps;
    this.#draining = true;
    await transaction(ctx, ({ tx }) => renewRunner(tx, this.#id, settings.leaseMs, true)).catch(() => false);
    const done = [...this.#attempts.values()].map((attempt) => attempt.done);
    for (const attempt of this.#attempts.values()) attempt.stop("shutdown");
    await Promise.all(done);
    await this.#settled();
    for (const unhear of this.#unhear) unhear();
    await Promise.all(this.#loops.map((loop) => loop.stop()));
    await transaction(ctx, async (inner) => {
      await endRunners(inner.tx, { ids: [this.#id] });
      await readHeld(inner, this.#id, true);
    }).catch(() => undefined);
  }

  async #settled(): Promise<void> {
    while (this.#attempts.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async #enter(): Promise<void> {
    const { ctx, settings, place, workSlots, probeSlots, about, wake } = this.#deps;
    this.#id = newId(ctx.clock);
    this.#renewedAt = performance.now();
    await transaction(ctx, ({ tx }) => insertRunner(tx, { id: this.#id, place, workSlots, probeSlots, about, leaseMs: settings.leaseMs }));
    this.#unhear.push(wake.onClaimed(this.#id, (runs) => this.#take(runs)));
    this.#fenced = false;
  }

  /**
   * The time of a renewal counts from before it was asked for. Too long without one, and all attempts are ended and nothing of them written; a question
   * that nobody answers, as when the network swallows it, is not waited for.
   */
  async #renew(): Promise<number> {
    const { settings } = this.#deps;
    const asked = performance.now();
    const left = Math.max(leastAnswerMs, this.#renewedAt + settings.fenceMs - asked);
    const renewed = await within(this.#askLease(), left);
    if (renewed) this.#renewedAt = asked;
    const fallen = renewed === false || performance.now() - this.#renewedAt > settings.fenceMs;
    if (fallen) await this.#fence();
    return renewed ? settings.beatMs : 500;
  }

  /** Undefined: it could not be asked. */
  async #askLease(): Promise<boolean | undefined> {
    const { ctx, settings, log, turns } = this.#deps;
    return transaction(ctx, async ({ tx }) => {
      turns.setAlone(await isAlone(tx));
      return renewRunner(tx, this.#id, settings.leaseMs, this.#draining);
    }).catch((error: unknown) => {
      log.warn({ err: error }, "the lease was not renewed");
      return undefined;
    });
  }

  async #fence(): Promise<void> {
    const { log } = this.#deps;
    // Its old lease may stand, and more be claimed for it meanwhile: that is not begun, since it is requeued.
    this.#fenced = true;
    const attempts = [...this.#attempts.values()];
    for (const attempt of attempts) attempt.stop("fenced");
    await Promise.all(attempts.map((attempt) => attempt.done));
    const before = this.#id;
    if (!this.#draining) await this.#enter();
    void this.#leave(before, attempts);
    if (!this.#draining) log.warn({ before, runner: this.#id, attempts: attempts.length }, "the lease was lost; the runner begins anew");
  }

  /** What was with it under its old id waits for no lease to run out: nothing of it is under way, and what ended before is committed first. */
  async #leave(id: string, attempts: readonly Held[]): Promise<void> {
    const { ctx, settings, log, wake } = this.#deps;
    await Promise.all(attempts.map((attempt) => attempt.kept));
    const leaving = patiently(() => requeueLeft(ctx, id, settings), { withinMs: settings.leaseMs, isOver: () => this.#draining });
    await leaving.then(
      (back) => wake.queueChanged(back.customers),
      (error: unknown) => log.warn({ runner: id, err: error }, "what it held was not requeued; it is when its lease runs out"),
    );
  }

  /** The table says what is ours: claims whose tiding did not reach us, and cancellations. */
  async #poll(): Promise<number> {
    const { ctx } = this.#deps;
    if (!this.#draining && !this.#fenced) {
      this.#polls += 1;
      const held = await readHeld(ctx, this.#id, this.#polls % anyhowEvery === 0);
      this.#take(held);
      for (const run of held) if (run.cancelAt !== null) this.#cancel(run.runId);
    }
    return pollMs;
  }

  #cancel(runId: string): void {
    for (const [key, attempt] of this.#attempts) if (key.startsWith(runId)) attempt.stop("cancel");
  }

  #take(runs: readonly ClaimedRun[]): void {
    if (this.#fenced) return;
    for (const run of runs) {
      const key = `${run.runId} ${run.attempt}`;
      if (run.runnerId !== this.#id || this.#attempts.has(key) || this.#past.has(key)) continue;
      hearOf(run.customerId);
      const attempt = runAttempt(this.#deps, run);
      const kept = attempt.done
        .then((completion) => (completion ? this.#batch.add(completion) : undefined))
        .finally(() => this.#forget(key));
      this.#attempts.set(key, { ...attempt, kept });
      if (this.#draining) attempt.stop("shutdown");
    }
  }

  #forget(key: string): void {
    this.#attempts.delete(key);
    this.#past.add(key);
    setTimeout(() => this.#past.delete(key), 30_000).unref();
  }
}

/** Undefined when it takes longer. */
async function within<T>(answer: Promise<T>, ms: number): Promise<T | undefined> {
  const timer = Promise.withResolvers<undefined>();
  const timeout = setTimeout(() => timer.resolve(undefined), ms);
  try {
    return await Promise.race([answer, timer.promise]);
  } finally {
    clearTimeout(timeout);
  }
}
