import { constants } from "node:os";
import type { Hit } from "../box.ts";
import type { SlotGroup } from "./cgroup-files.ts";
import { Meter, type Overhead } from "./meter.ts";
import { specWords } from "./spec-words.ts";
import type { Visitor } from "./visitor.ts";

/** What a running box needs of its slot. */
export interface SlotHandle {
  group: SlotGroup | undefined;
  overhead: Overhead;
  send(type: string, payload?: Buffer | string): void;
  pause(): void;
  resume(): void;
  /** Kills the launcher and everything in the slot. */
  destroy(): void;
}

const killPatienceMs = 5_000;
const stallMs = 60_000;
/** A box that has not begun by then never will; its files and state have long been sent. */
const startMs = 120_000;
/** More than one look of the slots, which are five a second. */
const nearMs = 1_000;
/** A client pings every 2 s. One that is silent this long is frozen or cut off: its boxes end, because another may take up their runs. */
const silenceMs = 10_000;
/** What is held longer is not wanted. */
const holdMs = 900_000;

/** One box from its spec to its end: sets limits, keeps the clock, finds which limit was hit, and passes the streams on. */
export class Running {
  readonly #visitor: Visitor;
  readonly #slot: SlotHandle;
  readonly #meter: Meter;
  #startedAt = performance.now();
  #wall: NodeJS.Timeout | undefined;
  #wallAt = Number.POSITIVE_INFINITY;
  readonly #timers = new Set<NodeJS.Timeout>();
  #heardAt = performance.now();
  #hit: Hit = null;
  #killed = false;
  #ended = false;
  #held = false;
  #keeper: number | undefined;

  constructor(visitor: Visitor, slot: SlotHandle) {
    this.#visitor = visitor;
    this.#slot = slot;
    this.#meter = new Meter(slot.group, visitor.spec.limits, slot.overhead, visitor.spec.spare ?? visitor.spec.patient);
    slot.send("S", specWords(visitor.spec, this.#meter.watchesPids));
    visitor.attach((type, payload) => this.#order(type, payload));
  }

  /** A frame from the launcher. */
  onFrame(type: string, payload: Buffer): void {
    if (type === "b") this.#began(payload);
    else if (type === "x") this.#finish(payload.toString().split("\0"));
    else if (type === "f") this.#refuse(payload.toString());
    else if (type === "d") this.#release();
    else if (!this.#visitor.send(type, payload)) this.#hold();
  }

  tick(): void {
    const now = performance.now();
    if (now - this.#heardAt > silenceMs || (this.#keeper === undefined && now - this.#startedAt > startMs)) this.#kill("lost");
    if (this.#keeper === undefined || this.#ended) return;
    this.#watchWall(now);
    const hit = this.#meter.tick(this.#keeper);
    if (hit !== null) this.#kill(hit);
  }

  /** A frame from the client. */
  #order(type: string, payload: Buffer): void {
    this.#heardAt = performance.now();
    if (type === "P") return;
    if (type === "T") this.#terminate(payload.toString() === "shutdown" ? "shutdown" : "cancel");
    else if (type === "K") this.#kill("cancel");
    else if (type === "A") this.#handIn(payload);
    else if (this.#keeper === undefined) this.#slot.send(type, payload);
  }

  #began(payload: Buffer): void {
    this.#keeper = Number.parseInt(payload.toString("latin1"), 10);
    this.#visitor.send("b");
    this.#allow(this.#visitor.spec.hold ? holdMs : this.#visitor.spec.limits.wallMs);
  }

  #allow(ms: number): void {
    clearTimeout(this.#wall);
    this.#wall = undefined;
    const now = performance.now();
    this.#wallAt = now + ms;
    this.#watchWall(now);
  }

  /** Only near its end a box has a timer: most are over before. */
  #watchWall(now: number): void {
    const left = this.#wallAt - now;
    if (left < nearMs) this.#wall ??= this.#after(Math.max(0, left), () => this.#terminate("wall"));
  }

  /** A run takes up a program that was held for it. */
  #handIn(payload: Buffer): void {
    if (!this.#visitor.spec.hold || this.#keeper === undefined || this.#ended) return;
    this.#meter.release(this.#keeper);
    this.#startedAt = performance.now();
    this.#allow(this.#visitor.spec.limits.wallMs);
    this.#slot.send("A", payload);
  }

  #terminate(hit: Hit): void {
    if (this.#hit !== null || this.#ended) return;
    this.#hit = hit;
    this.#slot.send("T");
    this.#after(this.#visitor.spec.limits.graceMs, () => this.#kill(hit));
  }

  #kill(hit: Hit): void {
    if (this.#killed) return;
    this.#killed = true;
    this.#hit ??= hit;
    this.#slot.send("K");
    // One that ends now hands its slot back; where it had ended, or nobody reads it any more, nothing else would.
    const inAnyCase = this.#ended || this.#visitor.gone;
    this.#after(killPatienceMs, () => (inAnyCase || !this.#ended) && this.#slot.destroy());
  }

  #finish(fields: string[]): void {
    this.#ended = true;
    const { status, state, cpu, own, peakKb, ordered, ...seen } = readEnd(fields);
    const told = readStatus(status, this.#killed && ordered);
    const end = {
      ...told,
      hit: (ordered ? this.#hit : null) ?? this.#meter.atEnd({ ...seen, failed: told.exitCode !== 0 }),
      usage: { ...this.#meter.usage(cpu, own, peakKb), wallMs: Math.round(performance.now() - this.#startedAt) },
      state: state === "follows",
      stateError: state === "follows" || state === "none" ? undefined : state,
    };
    this.#visitor.send("x", JSON.stringify(end));
    // Nothing more comes of it: the connection is another box's, also while its keeper still ends.
    if (!end.state) this.#visitor.end();
  }

  #refuse(text: string): void {
    this.#ended = true;
    this.#visitor.send("n", text);
  }

  /** The launcher is free. Without an end the keeper itself was killed: by the memory limit, or by us. */
  #release(): void {
    if (!this.#ended) {
      this.#hit ??= this.#meter.atEnd({ over: false, full: false, refused: false, failed: false }) ?? "lost";
      this.#finish([String(constants.signals.SIGKILL)]);
    }
    for (const timer of this.#timers) clearTimeout(timer);
    this.#meter.rest();
    this.#visitor.end();
  }

  /** The client does not keep up: read no further until it does. One that stays away for a minute loses the box. */
  #hold(): void {
    if (this.#held) return;
    this.#held = true;
    this.#slot.pause();
    const timer = this.#after(stallMs, () => this.#slot.destroy());
    this.#visitor.onDrain(() => {
      clearTimeout(timer);
      this.#held = false;
      this.#slot.resume();
    });
  }

  #after(ms: number, code: () => void): NodeJS.Timeout {
    const timer = setTimeout(code, Math.min(ms, 2 ** 31 - 1));
    this.#timers.add(timer);
    return timer;
  }
}

/** The keeper's last words: what box and keeper used, and what the box met. */
function readEnd([status, cpu, own, peakKb, over, full, ordered, state = "none", refused]: string[]) {
  const number = (text = "0"): number => Number(text);
  return {
    status: number(status),
    cpu: number(cpu),
    own: number(own),
    peakKb: number(peakKb),
    over: over === "1",
    full: full === "1",
    // Without a word of the keeper, which was killed itself, it was.
    ordered: ordered !== "0",
    refused: refused === "1",
    state,
  };
}

/** A wait status, with a bit more where bubblewrap folded the two: then it is both, unless we know that we killed it. */
function readStatus(status: number, killed: boolean): { exitCode: number | null; signal: string | null } {
  const code = (status >> 8) & 0xff;
  const ended = status & 0x7f;
  if (ended !== 0) return { exitCode: null, signal: nameOf(ended) };
  const signal = (status & folded) === 0 ? null : nameOf(code - 128);
  return { exitCode: killed && signal === "SIGKILL" ? null : code, signal };
}

const folded = 0x10000;

function nameOf(signal: number): string | null {
  return Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? null;
}
