import { linesOf, type LogLine, type LogRecord } from "./records.ts";

/** A record on its way: `firstLine` counts from 0 within the log. Its bytes are valid until it is stored. */
export interface LiveRecord {
  record: LogRecord;
  firstLine: number;
  lines: number;
}

export interface LiveSubscription {
  /** The next lines, oldest first; null once the log is sealed or the reader fell behind and must go on from the store. */
  next(): Promise<LogLine[] | null>;
  close(): void;
}

/** What is kept in memory for a reader that is slower than the program. */
const mostQueuedBytes = 8 * 1_048_576;

/** The logs being written in this process. A reader gets what is not stored yet, then every record as it is written. */
export class LiveLogs {
  readonly #logs = new Map<string, LiveLog>();

  open(key: string): LiveLog {
    const log = new LiveLog(() => this.#logs.delete(key));
    this.#logs.set(key, log);
    return log;
  }

  subscribe(key: string): LiveSubscription | undefined {
    return this.#logs.get(key)?.subscribe();
  }
}

export class LiveLog {
  #kept: LiveRecord[] = [];
  readonly #readers = new Set<Reader>();
  readonly #onClose: () => void;

  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  publish(live: LiveRecord): void {
    this.#kept.push(live);
    for (const reader of this.#readers) reader.give(live);
  }

  /** Lines before this one can be read from the store. */
  stored(beforeLine: number): void {
    this.#kept = this.#kept.filter((live) => live.firstLine >= beforeLine);
  }

  close(): void {
    this.#onClose();
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
  }

  subscribe(): LiveSubscription {
    const reader = new Reader(() => this.#readers.delete(reader));
    for (const live of this.#kept) reader.give(live);
    this.#readers.add(reader);
    return reader;
  }
}

class Reader implements LiveSubscription {
  #queue: LiveRecord[] = [];
  #bytes = 0;
  #ended = false;
  #waiting: (() => void) | undefined;
  readonly #onClose: () => void;

  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  give(live: LiveRecord): void {
    if (this.#ended) return;
    this.#queue.push({ ...live, record: { ...live.record, bytes: Buffer.from(live.record.bytes) } });
    this.#bytes += live.record.bytes.length;
    if (this.#bytes > mostQueuedBytes) {
      this.#queue = [];
      this.end();
    }
    this.#waiting?.();
  }

  end(): void {
    this.#ended = true;
    this.#waiting?.();
  }

  async next(): Promise<LogLine[] | null> {
    while (this.#queue.length === 0) {
      if (this.#ended) return null;
      await new Promise<void>((resolve) => (this.#waiting = resolve));
    }
    const taken = this.#queue;
    this.#queue = [];
    this.#bytes = 0;
    return taken.flatMap((live) => linesOf(live.record, live.firstLine));
  }

  close(): void {
    this.#onClose();
    this.end();
  }
}
