import { setTimeout as wait } from "node:timers/promises";
import { newId, realClock, transaction } from "../../server/base/index.ts";
import { defaultSettings, enqueueRuns } from "../../server/rooms/runs/index.ts";
import { makeRun, type openRunWorld } from "../../server/rooms/runs/testing.ts";
import type { Box, BoxSpec } from "../../server/rooms/sandbox/index.ts";
import { median, round } from "./figures.ts";
import { perRun, readProcessorTimes } from "./processor-times.ts";
import { isOpenBetween } from "./store.ts";

type World = Awaited<ReturnType<typeof openRunWorld>>;
type Published = Awaited<ReturnType<World["publish"]>>;
export type Target = Parameters<typeof makeRun>[1];
export type Run = ReturnType<typeof makeRun>;

const longestTidingMs = 20_000;

/** Runs through the real path, and the very box of the first of them started with nothing around it. */
export class RunLoad {
  readonly #world: World;
  readonly #specs: BoxSpec[] = [];
  readonly #used = new Map<string, Record<string, number>[]>();
  readonly engine;

  constructor(world: World) {
    this.#world = world;
    this.engine = { ...world.world.engine, clock: realClock };
  }

  /** To be handed to the runner: keeps the first spec it is given. */
  watch(sandbox: { start(spec: BoxSpec): Promise<Box> }): { start(spec: BoxSpec): Promise<Box> } {
    return {
      start: (spec) => {
        if (this.#specs.length === 0) this.#specs.push(spec);
        return sandbox.start(spec);
      },
    };
  }

  /** What the runner started first. */
  get spec(): BoxSpec {
    const [spec] = this.#specs;
    if (!spec) throw new Error("the runner has started nothing yet");
    return spec;
  }

  async makeTargets(published: Published, customers: number, installationsEach: number): Promise<Target[]> {
    const { host } = this.#world;
    const targets: Target[] = [];
    for (let made = 0; made < customers; made++) {
      const { customerId, owner } = await this.#world.makeCustomer();
      for (let one = 0; one < installationsEach; one++) {
        const installationId = await this.#world.install(owner, published);
        const { publisherId, integrationId } = published;
        targets.push({ sideId: host.liveSideId, hostId: host.hostId, customerId, publisherId, integrationId, installationId });
      }
    }
    return targets;
  }

  async enqueue(runs: readonly Run[]): Promise<void> {
    await this.#queue(runs);
    this.#tell(runs);
  }

  async #queue(runs: readonly Run[]): Promise<void> {
    for (let from = 0; from < runs.length; from += 2_000) await enqueueRuns(this.engine, runs.slice(from, from + 2_000), defaultSettings);
  }

  #tell(runs: readonly Run[]): void {
    this.#world.deps.wake.queueChanged([...new Set(runs.map((run) => run.customerId))]);
  }

  async untilEnded(ids: readonly string[], lookMs = 20): Promise<void> {
    const sorted = ids.toSorted();
    const [first = "", last = first] = [sorted[0], sorted.at(-1)];
    while (await transaction(this.engine, ({ tx }) => isOpenBetween(tx, first, last))) await wait(lookMs);
  }

  /** Settles when tidings say that all have begun and ended, or late: asking the table meanwhile would take the time that is measured. */
  #told(runs: readonly Run[]): Promise<unknown> {
    const { wake } = this.#world.deps;
    const unhear: (() => void)[] = [];
    let left = 2 * runs.length;
    const all = new Promise<void>((resolve) => {
      for (const { runId } of runs) unhear.push(wake.onMoved(runId, () => void (--left === 0 && resolve())));
    });
    return Promise.race([all, wait(longestTidingMs)]).finally(() => unhear.forEach((one) => one()));
  }

  makeRuns(targets: readonly Target[], count: number): Run[] {
    return Array.from({ length: count }, (_, index) => {
      const target = targets[index % targets.length];
      if (!target) throw new Error("no installations");
      return makeRun(realClock, target);
    });
  }

  /** @returns runs a second, from when all of them wait (as a peer's jobs do before its clock begins) to the last commit */
  async realRound(targets: readonly Target[], count: number): Promise<number> {
    const runs = this.makeRuns(targets, count);
    const told = this.#told(runs);
    await this.#queue(runs);
    return (count * 1_000) / (await this.#carriedOut(runs, told));
  }

  /** @returns milliseconds from the trigger of one run to its commit */
  async oneRun(targets: readonly Target[]): Promise<number> {
    const runs = this.makeRuns(targets, 1);
    const told = this.#told(runs);
    const began = performance.now();
    await this.#queue(runs);
    this.#tell(runs);
    await told;
    const took = performance.now() - began;
    // Whether it is so is the bench's question, and takes as long as a run's own transaction: no part of the run.
    await this.#untilAllEnded(runs);
    return took;
  }

  async #carriedOut(runs: readonly Run[], told: Promise<unknown>): Promise<number> {
    const began = performance.now();
    this.#tell(runs);
    await told;
    await this.#untilAllEnded(runs);
    return performance.now() - began;
  }

  #untilAllEnded(runs: readonly Run[]): Promise<void> {
    return this.untilEnded(
      runs.map((run) => run.runId),
      1,
    );
  }

  /** Carries out a round of so many, and keeps what each part of it took of the processors. */
  async watched(name: string, count: number, round: () => Promise<number>): Promise<number> {
    const before = await readProcessorTimes(this.engine);
    const rate = await round();
    this.#used.set(name, [...(this.#used.get(name) ?? []), perRun(before, await readProcessorTimes(this.engine), count)]);
    return rate;
  }

  /** Milliseconds of processor time a run, by what used them, medians of the rounds of this name; `programs` are what was started, with what made their boxes. */
  processorMs(name: string): Record<string, number> {
    const all = this.#used.get(name) ?? [];
    const parts = [...new Set(all.flatMap(Object.keys))].toSorted();
    return Object.fromEntries(parts.map((part) => [part, round(median(all.map((one) => one[part] ?? 0)))]));
  }

  /** Start to end of the box the runner started first, its streams drained. */
  async oneBox(sandbox: { start(spec: BoxSpec): Promise<Box> }): Promise<void> {
    const box = await sandbox.start({ ...this.spec, id: `bare-${newId(realClock)}` });
    for (const stream of [box.stdout, box.stderr, box.messages]) stream.resume();
    await box.ended;
  }

  /** @returns boxes a second of the runner's own sandbox, `slots` at a time */
  async boxRound(sandbox: { start(spec: BoxSpec): Promise<Box> }, slots: number, count: number): Promise<number> {
    let left = count;
    const loop = async (): Promise<void> => {
      while (left-- > 0) await this.oneBox(sandbox);
    };
    const began = performance.now();
    await Promise.all(Array.from({ length: slots }, loop));
    return (count * 1_000) / (performance.now() - began);
  }
}
