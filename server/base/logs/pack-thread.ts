import { Worker } from "node:worker_threads";
import { pack } from "./packing.ts";

/** A thread takes some megabytes and a moment to begin: it stays for the next flood, but not for ever. */
const idleMs = 60_000;

/** What the thread is told, and what it answers. */
export interface PackOrder {
  order: number;
  memory: SharedArrayBuffer;
  length: number;
}
export interface Packed {
  order: number;
  bytes: Uint8Array<ArrayBuffer>;
}

interface Waiting {
  raw: Buffer;
  resolve(packed: Buffer | Promise<Buffer>): void;
}

let thread: PackThread | undefined;

/**
 * Packs a piece of a flood in a thread of its own, behind whatever else this machine has to do, whose heap is empty: memory for megabytes
 * at a time has the collector go over the heap it is asked from.
 */
export function packFlood(raw: Buffer): Promise<Buffer> {
  if (!(raw.buffer instanceof SharedArrayBuffer) || raw.byteOffset !== 0) return pack(raw, false);
  thread ??= new PackThread((gone) => void (thread === gone && (thread = undefined)));
  return thread.pack(raw, raw.buffer);
}

class PackThread {
  readonly #worker = new Worker(new URL("./pack-worker.ts", import.meta.url), { execArgv: [] });
  readonly #waiting = new Map<number, Waiting>();
  #orders = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(onGone: (gone: PackThread) => void) {
    this.#worker.on("message", (packed: Packed) => this.#onPacked(packed));
    // Whatever ended it, what it had to do is done otherwise.
    this.#worker.on("error", () => onGone(this));
    this.#worker.once("exit", () => {
      onGone(this);
      for (const { raw, resolve } of this.#waiting.values()) resolve(pack(raw, false));
      this.#waiting.clear();
    });
  }

  pack(raw: Buffer, memory: SharedArrayBuffer): Promise<Buffer> {
    clearTimeout(this.#idle);
    this.#worker.ref();
    return new Promise((resolve) => {
      const order: PackOrder = { order: this.#orders++, memory, length: raw.length };
      this.#waiting.set(order.order, { raw, resolve });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      this.#worker.postMessage(order);
    });
  }

  #onPacked({ order, bytes }: Packed): void {
    this.#waiting.get(order)?.resolve(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    this.#waiting.delete(order);
    if (this.#waiting.size > 0) return;
    this.#worker.unref();
    this.#idle = setTimeout(() => void (this.#waiting.size === 0 && this.#worker.terminate()), idleMs).unref();
  }
}
