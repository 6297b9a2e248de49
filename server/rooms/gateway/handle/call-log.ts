import { newId, transaction, type Ctx } from "../../../base/index.ts";
import { insertCalls, type Call, type CallOwner } from "../store/calls.ts";

/** Requests of an attempt that are written each by itself; what comes after is written by kind, with how many. */
const mostAlone = 1_000;
const flushMs = 1_000;
/** Kinds that wait to be written while the database is away. */
const mostWaiting = 2_000;

export type CallNote = Omit<Call, "id" | "at" | "count">;

/** Writes an attempt's requests down, at most a second after each, so that they are there even if its machine is lost. */
export class CallLog {
  readonly #ctx: Ctx;
  readonly #owner: CallOwner;
  #waiting: Call[] = [];
  #kinds = new Map<string, Call>();
  #written = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(ctx: Ctx, owner: CallOwner) {
    this.#ctx = ctx;
    this.#owner = owner;
  }

  add(note: CallNote): void {
    const call = { ...note, id: newId(this.#ctx.clock), at: this.#ctx.clock.now(), count: 1 };
    this.#written += 1;
    if (this.#written <= mostAlone) this.#waiting.push(call);
    else this.#join(call);
    this.#timer ??= setTimeout(() => void this.flush(), flushMs);
  }

  #join(call: Call): void {
    const key = JSON.stringify([call.action, call.method, call.status, call.refused === null]);
    const known = this.#kinds.get(key);
    if (!known) return void (this.#kinds.size < mostWaiting && this.#kinds.set(key, { ...call, path: null }));
    known.count += 1;
    known.bytesOut += call.bytesOut;
    known.bytesIn += call.bytesIn;
    known.tookMs += call.tookMs;
  }

  /** Never rejects: what could not be written waits for the next time. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const calls = [...this.#waiting, ...this.#kinds.values()];
    if (calls.length === 0) return;
    this.#waiting = [];
    this.#kinds = new Map();
    try {
      await transaction(this.#ctx, ({ tx }) => insertCalls(tx, this.#owner, calls));
    } catch (error) {
      this.#ctx.log.warn(
        { run: this.#owner.runId, err: error },
        "requests to a host's API were not written down; they will be with the next",
      );
      this.#waiting = [...calls, ...this.#waiting].slice(0, mostWaiting);
      this.#timer ??= setTimeout(() => void this.flush(), flushMs);
    }
  }
}
