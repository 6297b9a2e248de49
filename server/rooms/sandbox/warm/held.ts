import { createHash } from "node:crypto";
import { freemem, totalmem } from "node:os";
import { text } from "node:stream/consumers";
import type { Box, BoxSpec } from "../box.ts";
import type { BoxConnection } from "../client/box-connection.ts";
import { commonEnvironment, splitWords, type WarmSpec } from "./wish.ts";

const idleMs = 300_000;
const lookMs = 5_000;
const readyMs = 120_000;
/** A program that is ready takes its run at once. */
const takeMs = 3_000;
/** Below this part of the memory free nothing is held. */
const leastFree = 0.1;

export interface HeldOptions {
  tools: string;
  /** How many wait at once; the one longest idle goes first. */
  most: number;
  start(spec: BoxSpec): Promise<BoxConnection>;
  /** One ended before there was a run for it. */
  onFailed(key: string, why: string): void;
}

interface Waiting {
  box: BoxConnection;
  since: number;
}

/** What a held box depends on: all of it, since the box is made before its run is there. */
export function heldKey({ customer, root, binds, cwd, warm, env, limits, egress }: WarmSpec): string {
  const hosts = egress.map(({ host, port, trusted }) => [host, port, trusted]);
  const parts = [customer, root, binds, cwd, warm.words, warm.modules, commonEnvironment({ env } as BoxSpec), limits, hosts];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

/** Boxes whose Node has started and waits. Each is for one run, of one customer's one release. */
export class Held {
  readonly #options: HeldOptions;
  readonly #waiting = new Map<string, Waiting>();
  readonly #making = new Map<string, Promise<void>>();
  readonly #look: NodeJS.Timeout;

  constructor(options: HeldOptions) {
    this.#options = options;
    this.#look = setInterval(() => this.#dropIdle(), lookMs).unref();
  }

  get count(): number {
    return this.#waiting.size;
  }

  /** A held box that has taken its run over; undefined when there is none. */
  async take(key: string, spec: WarmSpec): Promise<Box | undefined> {
    const found = this.#waiting.get(key);
    if (!found) return undefined;
    this.#waiting.delete(key);
    const files = (spec.files ?? []).map(({ path, data }) => ({ path, data: Buffer.from(data).toString("base64") }));
    const { box } = found;
    // Who says nothing is killed, and the run is started cold; what it said meanwhile still counts, for it may have begun.
    const late = setTimeout(() => box.kill(), takeMs);
    const taken = await box.handIn(spec.egress, JSON.stringify({ env: { PWD: spec.cwd, ...spec.env }, files }));
    clearTimeout(late);
    if (taken) return box;
    this.#failed(key, box);
    return undefined;
  }

  drop(key: string): void {
    this.#waiting.get(key)?.box.kill();
    this.#waiting.delete(key);
  }

  close(): void {
    clearInterval(this.#look);
    for (const key of this.#waiting.keys()) this.drop(key);
  }

  async made(): Promise<void> {
    while (this.#making.size > 0) await Promise.allSettled(this.#making.values());
  }

  /** Holds a box, unless one is, or as many are being made as may wait. @throws Error that says why it cannot be */
  make(key: string, spec: WarmSpec): Promise<void> {
    const busy = this.#making.size >= this.#options.most && !this.#making.has(key);
    if (this.#waiting.has(key) || busy || isShort()) return Promise.resolve();
    const making = this.#making.get(key) ?? this.#make(key, spec).finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  async #make(key: string, spec: WarmSpec): Promise<void> {
    // One that is being made has a slot, too: without room for it, it would wait for a box that waits itself.
    const [oldest] = this.#waiting.keys();
    if (oldest !== undefined && this.#waiting.size + this.#making.size >= this.#options.most) this.drop(oldest);
    const box = await this.#options.start(heldSpec(spec, this.#options.tools));
    const late = setTimeout(() => box.kill(), readyMs);
    const waits = await box.waits;
    clearTimeout(late);
    if (!waits) throw new Error(await reasonOf(box));
    this.#waiting.set(key, { box, since: performance.now() });
    void box.ended.then(() => {
      if (this.#waiting.get(key)?.box !== box) return;
      this.#waiting.delete(key);
      this.#failed(key, box);
    });
  }

  #failed(key: string, box: BoxConnection): void {
    // A spawner that went away took it along: no fault of the program's.
    void Promise.all([reasonOf(box), box.ended]).then(([why, { hit }]) => hit !== "lost" && this.#options.onFailed(key, why));
  }

  #dropIdle(): void {
    const short = isShort();
    for (const [key, { since }] of this.#waiting) if (short || performance.now() - since > idleMs) this.drop(key);
  }
}

const isShort = (): boolean => freemem() < totalmem() * leastFree;

async function reasonOf(box: BoxConnection): Promise<string> {
  for (const stream of [box.stdout, box.messages]) stream.resume();
  const [said, { hit, signal, exitCode }] = await Promise.all([text(box.stderr), box.ended]);
  return errorIn(said) ?? `it ended with ${hit ?? signal ?? exitCode} and took no run`;
}

function errorIn(said: string): string | undefined {
  return said
    .trim()
    .split("\n")
    .find((line) => /Error/.test(line))
    ?.slice(0, 300);
}

function heldSpec(spec: WarmSpec, tools: string): BoxSpec {
  const { files: _files, warm, state: _state, ...rest } = spec;
  const { interpreter, options, program } = splitWords(warm.words);
  return {
    ...rest,
    id: `held-${spec.id.slice(0, 50)}`,
    command: [interpreter, ...options, "--require", "/cache/hold.cjs", ...program],
    env: { ...commonEnvironment(spec), STOA_HOLD: warm.modules.join(",") },
    binds: [...spec.binds, { from: tools, to: "/cache", write: false }],
    egress: spec.egress.map(({ host, port, trusted }) => ({ host, port, ...(trusted !== undefined && { trusted }) })),
    spare: true,
    hold: true,
  };
}
