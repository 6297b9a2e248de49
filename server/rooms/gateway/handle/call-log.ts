import { newId, transaction, type Ctx } from "../../../base/index.ts";
import { putCalls, type Call, type CallOwner } from "../store/calls.ts";

/** Requests of an attempt that are written each by itself; what comes after is written by kind, with how many. */
const mostAlone = 1_000;
const flushMs = 1_000;
/** Kinds there are, and requests that wait to be written while the database is away. */
const mostWaiting = 2_000;
const mostInt = 2_147_483_647;

export type CallNote = Omit<Call, "id" | "at" | "count">;

/** Writes an attempt's requests down, at most a second after each, so that they are there even if its machine is lost. */
export class CallLog {
  readonly #ctx: Ctx;
  readonly #owner: CallOwner;
  #waiting: Call[] = [];
  /** Each is one row for as long as the attempt goes on, whose sums grow. */
  readonly #kinds = new Map<string, Call>();
  #grown = new Set<Call>();
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
    if (!known && this.#kinds.size >= mostWaiting) return;
    const kind = known ? sumOf(known, call) : { ...call, path: null };
    this.#kinds.set(key, kind);
    if (known) this.#grown.delete(known);
    this.#grown.add(kind);
  }

  /** Never rejects: what could not be written waits for the next time. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const [alone, grown] = [this.#waiting, this.#grown];
    if (alone.length + grown.size === 0) return;
    this.#waiting = [];
    this.#grown = new Set();
    try {
      await transaction(this.#ctx, ({ tx }) => putCalls(tx, this.#owner, [...alone, ...grown]));
    } catch (error) {
      this.#ctx.log.warn(
        { run: this.#owner.runId, err: error },
        "requests to a host's API were not written down; they will be with the next",
      );
      this.#waiting = [...alone, ...this.#waiting].slice(0, mostWaiting);
      const ids = new Set([...grown].map(({ id }) => id));
      for (const kind of this.#kinds.values()) if (ids.has(kind.id)) this.#grown.add(kind);
      this.#timer ??= setTimeout(() => void this.flush(), flushMs);
    }
  }
}

function sumOf(kind: Call, call: Call): Call {
  return {
    ...kind,
    count: Math.min(kind.count + 1, mostInt),
    bytesOut: kind.bytesOut + call.bytesOut,
    bytesIn: kind.bytesIn + call.bytesIn,
    tookMs: Math.min(kind.tookMs + call.tookMs, mostInt),
  };
}
